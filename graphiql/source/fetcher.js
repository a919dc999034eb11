/** Sends an operation to this site; what comes back is shown as it is, errors included. */
export function createFetcher(endpoint) {
  return async (operation, { headers } = {}) => {
    const response = await fetch(endpoint, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json",
        ...headers,
      },
      body: JSON.stringify(withoutStaleName(operation)),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `The server answered ${response.status} with something that is not JSON.` }] };
    }
  };
}

/** GraphiQL reads what was typed or pasted a moment later; until then it sends the name of the operation that stood there before. */
function withoutStaleName({ operationName, ...operation }) {
  const isThere = operationName && new RegExp(`\\b${operationName}\\b`).test(operation.query);
  return isThere ? { ...operation, operationName } : operation;
}
