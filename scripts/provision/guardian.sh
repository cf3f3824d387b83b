#!/bin/sh
# Runs one server and ends it when whoever started us is gone, however that one died: standard input is a pipe that only
# the starter holds open, and the kernel closes it even after kill -9. A shell, because it costs 1 MB where Node costs 40.
#
# usage: guardian.sh PID_FILE LOG_FILE SECONDS COMMAND [ARGUMENT...]   (SECONDS: patience between TERM and KILL)
pid_file=$1 log_file=$2 patience=$3
shift 3
exec 3<&0

"$@" 3<&- </dev/null >>"$log_file" 2>&1 &
server=$!
echo "$server" >"$pid_file"

trap 'kill -TERM "$server" 2>/dev/null' TERM INT HUP

{
  while read -r _; do :; done
  kill -TERM "$server" 2>/dev/null
  waited=0
  while [ "$waited" -lt "$patience" ] && kill -0 "$server" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
  done
  kill -KILL "$server" 2>/dev/null
} <&3 &
watcher=$!
exec 3<&- </dev/null

# A trapped signal interrupts `wait`; only the server's end is the end.
wait "$server"
status=$?
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
kill "$watcher" 2>/dev/null
rm -f "$pid_file"
exit "$status"
