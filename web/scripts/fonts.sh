#!/usr/bin/env bash
# Cuts the Latin files of the page's two faces (src/view/fonts) out of the npm packages': only the weights and
# features that the page uses. Needs Python's fonttools with brotli; run after a new version of a package.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=node_modules/@fontsource-variable
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
latin="U+20-FF,U+131,U+152,U+153,U+2BB,U+2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215"

cut() { # face, weights, features
  fonttools varLib.instancer "$packages/$1/files/$1-latin-wght-normal.woff2" "wght=$2" -o "$scratch/$1.ttf"
  pyftsubset "$scratch/$1.ttf" --unicodes="$latin" --layout-features="kern,liga,calt,ccmp,locl,mark,mkmk$3" \
    --flavor=woff2 --no-hinting --output-file="src/view/fonts/$1-latin.woff2"
}

cut inter 400:650 ,cv05,cv11,ss03,tnum
cut newsreader 500 ""
