/** The first bytes of a PNG of a width and height. */
export function png(width: number, height: number, length = 40): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  if (length > 24) {
    view.setUint32(16, width);
    view.setUint32(20, height);
  }
  return bytes;
}
