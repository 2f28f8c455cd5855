# The server over HTTP: docs/http.md says how to run it.
FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts && npm run build

FROM node:24-slim
COPY --from=build /app/dist /app/dist
COPY --from=build /app/skill /app/skill
# A named volume gets the owner of the folder that it covers.
RUN mkdir /state && chown node:node /state
ENV DEEPSEEK_STATE_DIR=/state
VOLUME /state
USER node
EXPOSE 8080
ENTRYPOINT ["node", "/app/dist/bin.js"]
CMD ["serve", "--http", "0.0.0.0:8080"]
