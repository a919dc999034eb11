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
      body: JSON.stringify(operation),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `The server answered ${response.status} with something that is not JSON.` }] };
    }
  };
}
