# One image for operator, bot and simulator: its argument says which. It has node, the libraries that node needs, our
# files and their packages; no shell and no package manager. npm run image:check builds and runs it.
# NODE_IMAGE: any image with Node 24 and npm; nothing of it but node and its libraries ends in the image.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY test/image/useless.ts test/image/prune.ts test/image/root.ts /build/
RUN node /build/prune.ts /app/node_modules && node /build/root.ts /image && rm -r package-lock.json .npmrc
COPY main.ts ./
COPY crds crds
COPY kube kube
COPY simulator simulator
COPY operator operator
COPY bot bot
# Compiled code of every module, kept for the start. Node looks for it by user and by path: both are as in the image.
RUN mkdir compile-cache && chown 65532:65532 compile-cache
USER 65532:65532
RUN export NODE_COMPILE_CACHE=/app/compile-cache \
  && node main.ts operator --help >/dev/null && node main.ts bot --help >/dev/null && node main.ts simulator --help >/dev/null

FROM scratch
COPY --from=build /image/ /
COPY --from=build /app /app
# MALLOC_ARENA_MAX: as many as there are threads that work would take a tenth more memory.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/compile-cache MALLOC_ARENA_MAX=2 PATH=/usr/local/bin
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/node", "main.ts"]
