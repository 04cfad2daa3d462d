#!/bin/sh
# Testcontainers runs this by its path, as in LocalStack's own image.
exec python3 -m localstack.runtime.main
