#!/bin/sh
# Chromium for the tests of pages: from Debian's package where it is missing and we may install it.
# Where that can't be, the tests say loudly that they were skipped; with CI=true they fail.
if command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1 && command -v pdfinfo >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" = "0" ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing chromium for the tests of pages ..."
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver poppler-utils) >/dev/null 2>&1 ||
    echo "Chromium could not be installed; tests of pages will be skipped."
fi
exit 0
