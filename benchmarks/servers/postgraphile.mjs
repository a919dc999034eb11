// PostGraphile in production: as many processes as the Python servers have. It runs in the folder where npm has put PostGraphile.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { DATABASE, PORT, PROCESSES } = process.env;

if (cluster.isPrimary) {
  for (let number = 0; number < Number(PROCESSES); number++) cluster.fork();
} else {
  const require = createRequire(`${process.cwd()}/`);
  const { postgraphile } = require("postgraphile");
  const { PostGraphileAmberPreset } = require("postgraphile/presets/amber");
  const { makePgService } = require("postgraphile/adaptors/pg");
  const { grafserv } = require("postgraphile/grafserv/node");
  const server = createServer();
  const api = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [makePgService({ connectionString: DATABASE, schemas: ["public"] })],
    grafserv: { graphiql: false, watch: false },
  });
  await api.createServ(grafserv).addTo(server);
  server.listen(Number(PORT), "127.0.0.1");
}
