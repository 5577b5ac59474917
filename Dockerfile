# The bot with all it needs, reading scans included. docs/operations.md, "In a container", says how to run it.

FROM python:3.12-slim AS packages
WORKDIR /packages
COPY requirements.txt requirements-ocr.txt ./
# Wheels alone, each with its hash: no compiler is needed, and nothing that was built elsewhere is taken on trust.
RUN python -m venv /opt/footnote \
 && /opt/footnote/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
      --no-deps --require-hashes -r requirements.txt \
 && /opt/footnote/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
      --no-deps --require-hashes -r requirements-ocr.txt \
 && /opt/footnote/bin/python -m pip uninstall --yes --quiet --disable-pip-version-check pip

FROM python:3.12-slim
# By number: Kubernetes can check that it is not root. A volume that is mounted for the first time takes the folder's owner.
RUN groupadd --gid 10001 footnote \
 && useradd --uid 10001 --gid footnote --no-create-home --home-dir /data footnote \
 && install --directory --owner footnote --group footnote --mode 0700 /data
COPY --from=packages /opt/footnote /opt/footnote
WORKDIR /app
# The doctor compares the app's scopes with the manifest.
COPY app_manifest.yml LICENSE ./
COPY bot/ bot/
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data
# Readable whatever the umask of the checkout was; compiled once, as nobody may write here later.
RUN chmod -R a+rX . && python -m compileall -q bot
USER 10001:10001
VOLUME /data
# /metrics has a port of its own, METRICS_PORT, and nobody outside is to have it: it is not among these.
EXPOSE 3000
STOPSIGNAL SIGTERM
# By hand, as urllib would ask a proxy of the environment.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('PORT') or 3000), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["python", "-m", "bot"]
