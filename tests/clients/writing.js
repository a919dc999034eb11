// One user's writes, by whatever client. After each: what the lists on the screen show and what was wrong.
import {parse} from "graphql";
import {elsewhere, sent} from "./browser.js";
import {CREATE, DELETE, DELETE_SEVERAL, SHELF, UPDATE, UPSERT} from "./writes.js";

/** The same rows on another way. */
const BRANDS = parse(`
  query Brands {
    brands(first: 20) {
      nodes {
        id
        name
        products(first: 20) { edges { cursor node { id sku } } pageInfo { hasNextPage endCursor } }
      }
    }
  }
`);

/** The same rows as another type has them. */
const BOOKS = parse(`
  query Books {
    books(first: 20) { nodes { id sku pages } }
  }
`);

/**
 * The client: `watch(document, show)` keeps a list on the screen, `more(variables)` fetches the next page of the first one that is watched, and
 * `write(document, variables)` answers the data of a mutation.
 */
export async function writeAll(client) {
  const shelf = await shown(client, SHELF);
  const brands = await shown(client, BRANDS);
  const books = await shown(client, BOOKS);
  const row = sku => shelf.rows().find(node => node.sku === sku);
  const steps = {};
  const step = (name, data) => {
    const [payload] = Object.values(data ?? {});
    steps[name] = {
      total: shelf.data.products.totalCount,
      shelf: Object.fromEntries(shelf.rows().map(({sku, price, brand}) => [sku, [price, brand.name]])),
      brands: brands.data.brands.nodes.flatMap(brand => brand.products.edges.map(({node}) => node.sku)),
      books: books.data.books.nodes.map(({sku}) => sku),
      errors: (payload?.errors ?? []).map(({code}) => code),
    };
  };
  const write = async (name, document, variables) => step(name, await client.write(document, variables));

  step("a page");
  await client.more({after: shelf.data.products.pageInfo.endCursor});
  await shelf.until(() => !shelf.data.products.pageInfo.hasNextPage);
  step("the next page");
  const {id, version} = row("A-1");
  await write("update", UPDATE, {id, expectedVersion: version, input: {price: "26.00"}});
  await write("wrong input", UPDATE, {id, input: {price: "1.999"}});
  await write("nested write", UPDATE, {id: row("E-1").id, input: {brand: {update: {name: "Crow & Sons"}}}});
  await elsewhere(`mutation { updateProduct(id: "${id}", input: {price: "27.00"}) { errors { code } } }`);
  await write("conflict", UPDATE, {id, expectedVersion: row("A-1").version, input: {price: "28.00"}});
  await write("update after it", UPDATE, {id, expectedVersion: row("A-1").version, input: {price: "28.00"}});
  await write("delete", DELETE, {id: row("B-1").id});
  await write("delete on the next page", DELETE, {id: row("Z-24").id});
  await write("delete a book as a product", DELETE, {id: row("G-1").id});
  await write("delete several", DELETE_SEVERAL, {where: {sku: {in: ["A-2", "Z-23"]}}, atMost: 2});
  const input = {sku: "N-1", name: "Nail", price: "0.10", createdAt: "2026-01-01T00:00:00Z", brand: {connect: {name: "Bolt"}}};
  await write("create", CREATE, {input});
  await write("upsert a new row", UPSERT, {by: {sku: "N-2"}, create: {...input, sku: "N-2"}, update: {}});
  await write("upsert a known row", UPSERT, {by: {sku: "N-2"}, create: input, update: {price: "0.20"}});
  await write("delete the created row", DELETE, {id: row("N-1").id});
  return steps;
}

/** A list on the screen. */
async function shown(client, document) {
  let told = () => {};
  const list = {
    data: null,
    rows: () => list.data.products.edges.map(edge => edge.node),
    until: async isTrue => { while (!isTrue()) await new Promise(next => { told = next; }); },
  };
  client.watch(document, data => { list.data = data; told(); });
  await list.until(() => list.data);
  return list;
}

/** When nothing is left to be done: a client that wanted to fetch something again has done so. */
export function printAtTheEnd(steps) {
  process.once("beforeExit", () => console.log(JSON.stringify({steps, sent})));
}
