// What a browser does for a page: addresses are the site's own, and its cookie goes along. Who sent what is kept.
const [site, cookie] = process.argv.slice(2);
const send = globalThis.fetch;

export const sent = [];

globalThis.fetch = (address, options) => {
  sent.push(JSON.parse(options.body).operationName);
  return send(new URL(address, site), {...options, headers: {...options.headers, Cookie: cookie}});
};

/** A write that the client knows nothing of. */
export async function elsewhere(document) {
  const headers = {"Content-Type": "application/json", Cookie: cookie};
  const response = await send(new URL("/graphql/", site), {method: "POST", headers, body: JSON.stringify({query: document})});
  const {errors} = await response.json();
  if (errors) throw new Error(errors[0].message);
}
