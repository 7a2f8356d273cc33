# One image for the API, the worker and the command line; docker-compose.yml says which of them runs.
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN mkdir -p /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 KINDLING_DATA=/data
CMD ["node", "api/main.ts"]
