#!/usr/bin/env bash
# predeploy: the last look before the new version takes over. What fails here leaves the old one running.
set -Eeuo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kit="$here/../../pinfix"
# shellcheck source=/dev/null
source "$kit/common.sh"
# shellcheck source=/dev/null
source "$kit/settings.sh"
pinfix_start django_setup
pinfix_activate
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-$PINFIX_DJANGO_SETTINGS}"
output="$(mktemp)"

# run CAUSE REMEDY COMMAND…: where it fails, the last line that it wrote is part of the cause.
run() {
    local cause="$1" remedy="$2"
    shift 2
    pinfix_say "$*"
    if ! "$@" 2>&1 | tee "$output"; then
        pinfix_fail "$cause: $(grep -vE '^\s*$' "$output" | tail -1)" "$remedy"
    fi
}

run "the settings $DJANGO_SETTINGS_MODULE can't be imported" \
    'see the traceback above; a KeyError or ImproperlyConfigured names an environment property that is not set' \
    python -c 'import django; django.setup()'
if [ "$(python -c 'from django.conf import settings; print(bool(settings.STATIC_ROOT))' | tail -1)" = True ]; then
    run 'collectstatic failed' 'see the lines above; STATIC_ROOT and STATICFILES_STORAGE decide where it writes' \
        python manage.py collectstatic --noinput --verbosity 1
else
    pinfix_say 'STATIC_ROOT is not set: no static files are collected'
fi
run 'manage.py check --deploy found errors' 'see the errors above' \
    python manage.py check --deploy --fail-level ERROR

# The version that runs now, should the migrations of the new one fail after the flip.
if [ -d "$PINFIX_APP/current" ]; then
    rm -rf "$PINFIX_STATE/previous"
    cp -a "$PINFIX_APP/current" "$PINFIX_STATE/previous"
    pinfix_say "the present version is kept in $PINFIX_STATE/previous until the migrations are done"
fi
rm -f "$output"
