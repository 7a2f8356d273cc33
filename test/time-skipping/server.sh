#!/bin/sh
# The SDK starts this as its test server: `server.sh <port>`. KINDLING_TEST_SERVER is the folder with the jars.
exec java -XX:+UseSerialGC -Xmx512m -cp "$KINDLING_TEST_SERVER/*" io.temporal.testserver.TestServer "$@"
