# shellcheck shell=bash
# What the hooks of this bundle share. A rehearsal sets PINFIX_ROOT; on the platform it is empty.
#
# Each hook has a log of its own, and ends with a verdict: on failure the last lines say the cause and the remedy.

PINFIX_ROOT="${PINFIX_ROOT:-}"
PINFIX_APP="${PINFIX_APP:-$PINFIX_ROOT/var/app}"
PINFIX_LOGS="${PINFIX_LOGS:-$PINFIX_ROOT/var/log}"
PINFIX_STATE="${PINFIX_STATE:-$PINFIX_ROOT/var/lib/pinfix}"
PINFIX_CAUSE=''
PINFIX_REMEDY=''

# pinfix_start NAME: from here on everything goes to the hook's log as well, and every failure is told.
pinfix_start() {
    PINFIX_NAME="$1"
    PINFIX_LOG="$PINFIX_LOGS/pinfix-$PINFIX_NAME.log"
    mkdir -p "$PINFIX_LOGS" "$PINFIX_STATE"
    # One deployment before this one is kept.
    if [ -s "$PINFIX_LOG" ]; then
        mv -f "$PINFIX_LOG" "$PINFIX_LOG.1"
    fi
    exec > >(tee -a "$PINFIX_LOG") 2>&1
    PINFIX_TEE=$!
    trap 'pinfix_note_failure "$?" "$LINENO" "$BASH_COMMAND"' ERR
    trap 'pinfix_end "$?"' EXIT
    pinfix_say "$PINFIX_NAME begins in $PWD"
}

pinfix_say() {
    printf '%s pinfix: %s\n' "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" "$*"
}

# pinfix_fail CAUSE REMEDY: ends the hook, and so the deployment.
pinfix_fail() {
    PINFIX_CAUSE="$1"
    PINFIX_REMEDY="$2"
    exit 1
}

# A command failed that nobody thought of: it is the cause.
pinfix_note_failure() {
    if [ -z "$PINFIX_CAUSE" ]; then
        PINFIX_CAUSE="\`$3\` ended with exit code $1 (line $2 of the hook)"
        PINFIX_REMEDY='read the lines above this verdict'
    fi
}

pinfix_end() {
    local code="$1"
    trap - ERR EXIT
    if [ "$code" -eq 0 ]; then
        pinfix_say "$PINFIX_NAME: OK"
    else
        printf '\n======== pinfix: %s FAILED, and with it the deployment\n' "$PINFIX_NAME"
        printf '======== cause:  %s\n' "${PINFIX_CAUSE:-exit code $code}"
        printf '======== remedy: %s\n' "${PINFIX_REMEDY:-read the lines above}"
        printf '======== log:    %s\n' "$PINFIX_LOG"
    fi
    # The log is whole before the platform looks at it.
    exec >&- 2>&-
    wait "$PINFIX_TEE" || true
    exit "$code"
}

# pinfix_activate: the application's own environment, wherever the platform has put it.
pinfix_activate() {
    local activate='' found
    for found in "$PINFIX_APP"/venv/*/bin/activate; do
        if [ -f "$found" ] && { [ -z "$activate" ] || [ "$found" -nt "$activate" ]; }; then
            activate="$found"
        fi
    done
    if [ -z "$activate" ]; then
        pinfix_fail "there is no Python environment in $PINFIX_APP/venv" \
            'the platform makes it: is this a Python platform?'
    fi
    # Old scripts of environments name variables that are not set.
    set +u
    # shellcheck disable=SC1090
    source "$activate"
    set -u
    pinfix_say "environment $VIRTUAL_ENV, $(python --version 2>&1)"
}

# pinfix_lock_or_wait FILE SECONDS: one hook at a time on this instance.
pinfix_lock_or_wait() {
    exec 9>"$1"
    if ! flock -w "$2" 9; then
        pinfix_fail "another deployment still holds $1 after $2 seconds" \
            'wait for it to end, or restart the instance'
    fi
}
