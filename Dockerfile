# One image recipe for every service: docker build --build-arg SERVICE=enricher -t leadstream/enricher .
# SERVICE is the workspace member, SCRIPT its console script where the two differ (emulators: emulator).
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS build
ARG SERVICE
ARG SCRIPT=${SERVICE}
RUN pip install --no-cache-dir "uv>=0.9,<0.14"
ENV UV_COMPILE_BYTECODE=1 PYTHONOPTIMIZE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/app
WORKDIR /src
COPY . .
RUN test -n "${SERVICE}" || { echo "name a service: --build-arg SERVICE=enricher"; exit 2; }
RUN uv sync --frozen --no-dev --no-editable --package "${SERVICE}"
# A fifth less CPU (leadcore.compiled); where there is no compiler to be had, one line says so and Python does it all.
RUN (apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev) || true
RUN UV_PROJECT_ENVIRONMENT=/tools uv sync --frozen --only-group compile && PATH=/tools/bin:$PATH /app/bin/python -m leadcore.compiled
# A fixed path keeps ENTRYPOINT in its exec form, so that the service is process 1 and gets SIGTERM itself.
RUN ln -s "/app/bin/${SCRIPT}" /app/bin/service

FROM python:${PYTHON}-slim
ARG SERVICE
LABEL org.opencontainers.image.title="leadstream/${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin leadstream
COPY --from=build /app /app
# Without the guards of a development's run: a tenth of the CPU (leadcore.frozen).
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONOPTIMIZE=1 MALLOC_ARENA_MAX=2 HEALTH_HOST=0.0.0.0 HEALTH_PORT=9090 HTTP_HOST=0.0.0.0 HTTP_PORT=8080
USER 10001
EXPOSE 8080 9090
ENTRYPOINT ["/app/bin/service"]
