#!/usr/bin/env bash
# prebuild: installs the lock into the application's environment, in an order in which a failure says what it is about:
# build tools, then the families of packages that only go together, then the rest. The platform's own
# `pip install -r requirements.txt`, which comes next, then finds everything in place.
set -Eeuo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kit="$here/../../pinfix"
# shellcheck source=/dev/null
source "$kit/common.sh"
# shellcheck source=/dev/null
source "$kit/settings.sh"
pinfix_start install_dependencies
pinfix_activate
pinfix_lock_or_wait "$PINFIX_STATE/install.lock" 300

# The leader of this deployment is marked after this hook; the mark of another one must not count.
rm -f "$PINFIX_STATE/leader"
lock="$PWD/requirements.txt"
work="$(mktemp -d)"
attempts=4
pause="${PINFIX_PAUSE:-5}"

if [ ! -f "$lock" ]; then
    pinfix_fail "the bundle has no requirements.txt at its top ($PWD)" \
        "make the bundle with \`pinfix bundle\`, and upload it as it is"
fi
running="$(python -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
if [ "$running" != "$PINFIX_PYTHON" ]; then
    pinfix_fail "this instance has Python $running, and the lock was made for Python $PINFIX_PYTHON ($PINFIX_TARGET)" \
        "deploy to a platform branch with Python $PINFIX_PYTHON, or make the bundle with --target for Python $running"
fi

# What pip said, as a cause and a remedy.
explain() {
    local log="$1" group="$2" lines
    if grep -qE 'DO NOT MATCH THE HASHES|Hashes are required|must have their versions pinned' "$log"; then
        lines="$(grep -E '^    [A-Za-z0-9._-]+==|Hashes are required|DO NOT MATCH|must have their' "$log" | head -3 | tr -s ' \n' ' ' || true)"
        pinfix_fail "requirements.txt is not the lock that was made: $lines" \
            "it was edited by hand, or a file was replaced: make the bundle again with \`pinfix bundle\`"
    elif grep -qE 'NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|Connection (refused|reset|aborted)|Temporary failure in name|Name or service not known|ProxyError|SSLError|Network is unreachable|HTTP error 5[0-9][0-9]' "$log"; then
        pinfix_fail "the package index can't be reached, after $attempts attempts" \
            'see whether the subnet of the instance has a way to the internet (a NAT gateway) or to your index, and deploy again'
    elif grep -qE 'No matching distribution found|Could not find a version' "$log"; then
        lines="$(grep -oE 'No matching distribution found for .*|Could not find a version that satisfies the requirement [^ ]+' "$log" | tail -1 || true)"
        pinfix_fail "$lines on Python $running, $(uname -m)" \
            "the release is gone or has no wheel for this machine: run \`pinfix check --target $PINFIX_TARGET requirements.txt\`"
    elif grep -qE "Ignored the following versions that require a different python|requires a different Python" "$log"; then
        pinfix_fail "a release in the group \"$group\" is not for Python $running" \
            "run \`pinfix check --target $PINFIX_TARGET requirements.txt\`"
    elif grep -q 'No space left on device' "$log"; then
        pinfix_fail 'the disk of the instance is full' 'give the instance a larger root volume'
    elif grep -qE 'Failed (building|to build)|subprocess-exited-with-error|metadata-generation-failed|error: command .* failed' "$log"; then
        lines="$(grep -oE 'Failed (building wheel for|to build) .*|ERROR: Failed.*' "$log" | tail -1 || true)"
        pinfix_fail "a source distribution does not build here: ${lines:-see above}" \
            'pin a release that has a wheel, or add what its build needs to .ebextensions (packages: yum:)'
    fi
    pinfix_fail "pip could not install the group \"$group\": $(grep -E '^ERROR' "$log" | tail -1)" \
        'read the lines of pip above'
}

is_passing() {
    grep -qE 'Connection|timed out|Temporary failure|ProxyError|HTTP error 5[0-9][0-9]|Retrying \(Retry|Network is unreachable' "$1"
}

install_group() {
    local group="$1" file="$2" attempt log="$work/pip.log" options=(--no-deps --no-input --disable-pip-version-check --retries 2 --timeout 30)
    if [ "$PINFIX_HASHES" = yes ]; then
        options+=(--require-hashes)
    fi
    for ((attempt = 1; attempt <= attempts; attempt++)); do
        pinfix_say "installing the group \"$group\" (attempt $attempt)"
        if python -m pip install "${options[@]}" -r "$file" 2>&1 | tee "$log"; then
            return 0
        fi
        if ! is_passing "$log" || [ "$attempt" -eq "$attempts" ]; then
            break
        fi
        sleep "$((pause * attempt))"
    done
    explain "$log" "$group"
}

python "$kit/lock.py" split "$lock" "$kit/families.txt" "$work"
while IFS=$'\t' read -r group file count; do
    pinfix_say "group \"$group\": $count packages"
    install_group "$group" "$file"
done <"$work/groups.tsv"

# Packages of earlier deployments stay in the environment; only what the lock holds is judged.
if ! disagreement="$(python "$kit/lock.py" agree "$lock")"; then
    printf '%s\n' "$disagreement"
    pinfix_fail "the pins do not agree: $(printf '%s' "$disagreement" | head -2 | tr '\n' ' ')" \
        "requirements.txt was edited into a conflict: make the bundle again with \`pinfix bundle\`"
fi
rm -rf "$work"
pinfix_say "$disagreement"
