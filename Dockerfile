# LoadProbe in a container: not root, with Chromium and libpcap; capturing is allowed to the one program only.
FROM mcr.microsoft.com/dotnet/sdk:10.0-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/LoadProbe.Cli -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium libpcap0.8 libcap2-bin fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
COPY targets.yaml /loadprobe/
COPY probes /loadprobe/probes
COPY scenarios /loadprobe/scenarios
RUN useradd --create-home --uid 10001 loadprobe \
 && mkdir -p /loadprobe/.loadprobe && chown -R loadprobe /loadprobe \
 && setcap cap_net_raw+ep /app/loadprobe
USER loadprobe
WORKDIR /loadprobe
ENV DOTNET_EnableDiagnostics=0 NO_COLOR=1
ENTRYPOINT ["/app/loadprobe"]
# On 127.0.0.1:8080 of the container: run it with --network host, or with TLS and keys (docs/api.md).
CMD ["dev"]
