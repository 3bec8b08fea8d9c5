#!/usr/bin/env bash
# postdeploy: the migrations, on the leader only, one at a time, within a time limit. Where they fail the previous version
# is put back.
set -Eeuo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kit="$here/../../pinfix"
# shellcheck source=/dev/null
source "$kit/common.sh"
# shellcheck source=/dev/null
source "$kit/settings.sh"
pinfix_start django_migrate
leader="$PINFIX_STATE/leader"
if [ ! -e "$leader" ]; then
    pinfix_say 'this instance is not the leader of the deployment: another one migrates'
    rm -rf "$PINFIX_STATE/previous"
    exit 0
fi
rm -f "$leader"
pinfix_activate
pinfix_lock_or_wait "$PINFIX_STATE/migrate.lock" "$PINFIX_MIGRATE_TIMEOUT"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-$PINFIX_DJANGO_SETTINGS}"
output="$(mktemp)"
before="$(mktemp)"
after="$(mktemp)"

applied() {
    python manage.py showmigrations --plan 2>&1 | grep -E '^\[X\]' || true
}

# The code of the version before, which knows the database as it is.
put_back() {
    if [ ! -d "$PINFIX_STATE/previous" ]; then
        pinfix_say 'there is no previous version to put back'
        return 0
    fi
    rm -rf "$PINFIX_APP/current.failed"
    mv "$PINFIX_APP/current" "$PINFIX_APP/current.failed"
    mv "$PINFIX_STATE/previous" "$PINFIX_APP/current"
    cd "$PINFIX_APP/current"
    rm -rf "$PINFIX_APP/current.failed"
    if [ -z "$PINFIX_ROOT" ] && command -v systemctl >/dev/null; then
        systemctl restart web.service || true
    fi
    pinfix_say 'the previous version is back in place'
}

applied >"$before"
pinfix_say "migrating, for at most $PINFIX_MIGRATE_TIMEOUT seconds"
code=0
timeout --kill-after=30 "$PINFIX_MIGRATE_TIMEOUT" python manage.py migrate --noinput 2>&1 | tee "$output" || code=$?
if [ "$code" -ne 0 ]; then
    cause="$(grep -vE '^\s*$' "$output" | tail -1)"
    if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
        cause="they took longer than $PINFIX_MIGRATE_TIMEOUT seconds"
    fi
    # Each migration is one transaction, where the database has such; those before the one that failed are done.
    applied >"$after"
    done_now="$(grep -vxFf "$before" "$after" | sed 's/^\[X\] *//' || true)"
    put_back
    if [ -n "$done_now" ]; then
        pinfix_say 'these migrations were applied before the failure, and still are:'
        printf '    %s\n' "$done_now"
    fi
    pinfix_fail "the migrations failed: $cause" \
        'the previous version is in place; repair the migration and deploy again'
fi
rm -rf "$PINFIX_STATE/previous" "$output" "$before" "$after"
