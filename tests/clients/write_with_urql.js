import "./browser.js";
import {client} from "./urql/client.js";
import {SHELF} from "./writes.js";
import {printAtTheEnd, writeAll} from "./writing.js";

function dataOf({data, error}) {
  if (error) throw error;
  return data;
}

const urql = {
  watch: (query, show) => client.query(query, {}).subscribe(result => show(dataOf(result))),
  more: async variables => dataOf(await client.query(SHELF, variables)),
  write: async (mutation, variables) => dataOf(await client.mutation(mutation, variables)),
};

printAtTheEnd(await writeAll(urql));
