import { domainOf } from '../../core/address';
import type { MessageHeader } from '../../mail/mail-reader';

/**
 * Mail of which nothing will ever be said, such as colleagues' among themselves: known by its domains once it was said of
 * one such mail, so that the next one has no empty line at its head from the start.
 */
export class QuietMail {
  readonly #account: string;
  readonly #domains = new Set<string>();

  constructor(account: string) {
    this.#account = account;
  }

  /** There is nobody on this one whom a CRM would know. */
  learn(header: MessageHeader): void {
    for (const domain of this.#domainsOf(header) ?? []) this.#domains.add(domain);
  }

  expects(header: MessageHeader): boolean {
    return this.#domainsOf(header)?.every((domain) => this.#domains.has(domain)) ?? false;
  }

  /** Of everybody but the rep; null: there is somebody whose address is not known. */
  #domainsOf({ from, recipients }: MessageHeader): string[] | null {
    const people = [from, ...recipients];
    if (people.some(({ known }) => !known)) return null;
    return people.filter(({ address }) => address !== this.#account).map(({ address }) => domainOf(address));
  }
}
