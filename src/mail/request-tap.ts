import { tapFetch } from './tap-fetch';
import { tapXhr } from './tap-xhr';
import type { Tap, TappedPage } from './tapped-request';

export type { ChangeRequest, HearAnswer, HearRequest, TappedRequest } from './tapped-request';

/**
 * Shows us the requests of a page that are wanted. For the page's own world: it changes no answer, throws nothing and
 * evaluates nothing, and changes no request but those that `change` answers for. `hear` is told of a request as the page
 * made it, before it leaves wherever its body can be read at once.
 */
export function tapRequests(page: TappedPage, tap: Tap): void {
  tapXhr(page.XMLHttpRequest.prototype, tap);
  page.fetch = tapFetch(page, tap);
}
