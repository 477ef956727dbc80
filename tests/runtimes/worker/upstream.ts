// A service that fails some requests for each path: `/2/any` fails two, then it
// answers. `/requests/2/any` tells how many there were.
const requests = new Map<string, number>();

export default {
  fetch({ url }: Request): Response {
    const { pathname } = new URL(url);
    if (pathname.startsWith("/requests/")) {
      return Response.json(requests.get(pathname.slice(9)) ?? 0);
    }
    const count = (requests.get(pathname) ?? 0) + 1;
    requests.set(pathname, count);
    const failures = Number(pathname.split("/")[1]);
    return count <= failures
      ? new Response("Not now", { status: 503 })
      : new Response(`answer to ${pathname}`);
  },
};
