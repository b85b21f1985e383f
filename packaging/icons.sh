#!/bin/bash
# Draws resources/icons/keyturn-*.png from keyturn.svg. To run after the SVG changed; the PNGs are committed,
# so that neither the build nor the program needs an SVG renderer. Needs rsvg-convert (librsvg2-bin).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../resources/icons"
for size in 16 24 32 48 64 128 256; do
    rsvg-convert --width "$size" --height "$size" --output "keyturn-$size.png" keyturn.svg
done
# Windows takes all sizes out of one file. Needs icotool (icoutils).
icotool --create --output=keyturn.ico keyturn-{16,24,32,48,64}.png --raw=keyturn-256.png
