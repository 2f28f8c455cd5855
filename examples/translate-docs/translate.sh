#!/bin/sh
set -eu

# What would be sent: nothing leaves the machine yet.
node ../../dist/bin.js map --dry-run "Translate to German. Keep the Markdown." "docs/*.md" --file glossary.txt --out "de/{name}.{ext}"

# The glossary is sent with each document, first and unchanged, so that it is served from the cache.
node ../../dist/bin.js map "Translate to German. Keep the Markdown." "docs/*.md" --file glossary.txt --out "de/{name}.{ext}"
