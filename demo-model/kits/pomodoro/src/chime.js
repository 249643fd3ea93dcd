const rising = [523.25, 659.25, 783.99];

/** The notes of a chime: rising when a focus ends, falling when a break does. Frequencies in hertz, times in seconds. */
export const chimeFor = (ended) =>
  (ended === 'focus' ? rising : rising.toReversed()).map((frequency, at) => ({
    frequency,
    at: at * 0.18,
    lasts: 0.5,
  }));

/** Plays a chime on an audio context, softly; does nothing without one. */
export const playChime = (audio, ended) => {
  if (!audio) return 0;
  const notes = chimeFor(ended);
  for (const { frequency, at, lasts } of notes) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = audio.currentTime + at;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.2, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + lasts);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + lasts);
  }
  return notes.length;
};
