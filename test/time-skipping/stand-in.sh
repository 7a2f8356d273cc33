#!/bin/sh
# The SDK starts this as its test server: `stand-in.sh <port>`. The server itself runs on that port already.
exec sleep 1000000
