import "./browser.js";
import {client, showProduct} from "./apollo/client.js";
import {CREATE, UPSERT} from "./writes.js";
import {printAtTheEnd, writeAll} from "./writing.js";

const updates = new Map([[CREATE, {update: showProduct}], [UPSERT, {update: showProduct}]]);
let first;

const apollo = {
  watch(query, show) {
    const list = client.watchQuery({query});
    first ??= list;
    list.subscribe(({data, dataState}) => dataState === "complete" && show(data));
  },
  more: variables => first.fetchMore({variables}),
  async write(mutation, variables) {
    const {data} = await client.mutate({mutation, variables, ...updates.get(mutation)});
    return data;
  },
};

printAtTheEnd(await writeAll(apollo));
