#!/bin/sh
# Copies Debian's headless browser with the libraries that it loads and the fonts of this image into a folder, at their own places: half of what its
# packages would bring. Run while the image is built.
set -eu
to=$1
home=/usr/lib/chromium
copy() { tar -C / -c --dereference "${1#/}" | tar -C "$to" -x; }

mkdir -p "$to"
for name in chromium-headless-shell icudtl.dat headless_lib_data.pak headless_lib_strings.pak headless_command_resources.pak v8_context_snapshot.bin snapshot_blob.bin \
  libEGL.so libGLESv2.so libvk_swiftshader.so libvulkan.so.1 vk_swiftshader_icd.json; do
  [ ! -e "$home/$name" ] || copy "$home/$name"
done
# NSS opens its own parts by name, where no list shows them.
parts=$(find /usr/lib -name 'libsoftokn3.so' -o -name 'libfreebl*3.so' -o -name 'libnssckbi.so')
ldd "$home/chromium-headless-shell" $parts | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u | while read -r library; do
  # /lib is a link into /usr, and stays one.
  copy "$(readlink -f "$(dirname "$library")")/$(basename "$library")"
done
for part in $parts; do copy "$part"; done
for folder in /etc/fonts /usr/share/fonts /usr/share/fontconfig; do copy "$folder"; done
# What is looked for at every start would be written for everybody's fonts otherwise.
[ ! -d /var/cache/fontconfig ] || copy /var/cache/fontconfig
