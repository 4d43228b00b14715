import { render } from 'preact';
import type { Person } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import type { MailClient } from '../../mail/mail-client';
import type { MessageHeader, OpenedMessage } from '../../mail/mail-reader';
import { type ChipProps, MessageChip } from './message-chip';
import type { MessageSession, MessageView } from './message-session';
import { QuietMail } from './quiet-mail';
import { type ReadingParts, ReadingSession } from './reading-session';
import { makeShadow } from './shadow';
import { SidePanel } from './side-panel';

interface Parts extends Omit<ReadingParts, 'account'> {
  t: Translate;
  onGo: ChipProps['onGo'];
}

interface Chip {
  message: OpenedMessage;
  session: MessageSession;
  draw(): void;
}

/** What is seen when reading: a chip at each open message's head, and the side panel. */
export class Reading {
  readonly #parts: Parts;
  readonly #account: string;
  readonly #session: ReadingSession;
  readonly #chips = new Set<Chip>();
  #label = '';
  /** Whose card is shown. It stays open for this tab: with another message comes another card. */
  #person: Person | null = null;
  /** Who opened it, to give the focus back. */
  #opener: HTMLElement | null = null;
  #revision = 0;
  #hitsRevision = 0;
  readonly #quiet: QuietMail;
  #side: { host: HTMLElement; root: ShadowRoot } | null = null;

  constructor(client: Pick<MailClient, 'account' | 'reader'>, parts: Parts) {
    const { worker, signal } = parts;
    this.#parts = parts;
    this.#account = client.account;
    this.#quiet = new QuietMail(client.account);
    this.#session = new ReadingSession({ ...parts, account: client.account });
    client.reader.watchMessages((message) => this.#open(message), signal);
    // Only kept for the list of mails that were not logged: what comes of it is no business of this page.
    client.reader.watchSentList((rows) => void worker.noteSentList(client.account, rows).catch(() => undefined), signal);
    signal.addEventListener('abort', () => this.#hideSide());
  }

  refresh(): void {
    this.#session.refresh();
  }

  refreshHits(): void {
    this.#session.refreshHits();
    this.#hitsRevision += 1;
    this.#drawSide();
  }

  #open(message: OpenedMessage): void {
    const { slot } = message;
    if (!slot) return;
    const { host, root } = makeShadow(() => message.isDark(), ['panel', 'reading']);
    slot.append(host);
    // Before anything is painted; a line that was seen keeps its height, and with it the text below it its place.
    const isQuiet = this.#quiet.expects(message.readHeader());
    if (isQuiet) slot.style.display = 'none';
    let state = '';
    const session = this.#session.open(message, (view) => {
      this.#drawSoon(chip);
      const before = state;
      state = view.state?.state ?? '';
      if (state === 'nobody') this.#quiet.learn(session.header);
      else if (isQuiet && (state || view.failure || view.isOrphan)) slot.style.display = '';
      // The person's last mails are others now.
      if (before && before !== state && (state === 'logged' || state === 'removed')) this.#renewSide();
    });
    const chip: Chip = { message, session, draw: () => this.#draw(chip, root) };
    this.#chips.add(chip);
    message.signal.addEventListener('abort', () => {
      this.#chips.delete(chip);
      render(null, root);
      host.remove();
    });
    chip.draw();
    this.#follow(session.header);
  }

  readonly #queued = new Set<Chip>();

  #drawSoon(chip: Chip): void {
    if (this.#queued.size === 0)
      queueMicrotask(async () => {
        if (!this.#label) this.#label = await this.#session.connectionLabel().catch(() => '');
        const chips = [...this.#queued];
        this.#queued.clear();
        for (const one of chips) one.draw();
      });
    this.#queued.add(chip);
  }

  #draw(chip: Chip, root: ShadowRoot): void {
    const { session, message } = chip;
    if (message.signal.aborted) return;
    const person = otherSide(session.header, this.#account);
    const view: MessageView = session.view;
    render(
      <MessageChip
        view={view}
        session={session}
        person={person ? person.name || person.address : ''}
        isPersonShown={person !== null && this.#person?.address === person.address}
        isReceived={session.header.from.address !== this.#account}
        label={this.#label}
        t={this.#parts.t}
        onPerson={() => person && this.#toggle(person, message, root)}
        onRetry={() => this.#session.refresh()}
        onGo={this.#parts.onGo}
      />,
      root,
    );
  }

  #toggle(person: Person, message: OpenedMessage, root: ShadowRoot): void {
    if (this.#person?.address === person.address) {
      this.#closeSide();
      return;
    }
    this.#person = person;
    this.#opener = root.activeElement as HTMLElement | null;
    this.#showSide(message.isDark(), true);
    this.#drawAll();
  }

  /** The open panel goes with what is read. */
  #follow(header: MessageHeader): void {
    const person = this.#person && otherSide(header, this.#account);
    if (!person || person.address === this.#person?.address) return;
    this.#person = person;
    this.#opener = null;
    this.#showSide(this.#side?.host.dataset.theme === 'dark', false);
    this.#drawAll();
  }

  #showSide(isDark: boolean, takesFocus: boolean): void {
    const person = this.#person;
    if (!person) return;
    this.#side ??= makeShadow(() => isDark, ['panel', 'reading']);
    const { host, root } = this.#side;
    host.dataset.theme = isDark ? 'dark' : 'light';
    if (!host.isConnected) document.body.append(host);
    const { worker, t } = this.#parts;
    render(
      <SidePanel
        person={person}
        account={this.#account}
        worker={worker}
        revision={this.#revision}
        hitsRevision={this.#hitsRevision}
        takesFocus={takesFocus}
        t={t}
        onClose={() => this.#closeSide()}
        onCreated={() => this.#session.refresh()}
      />,
      root,
    );
  }

  #renewSide(): void {
    this.#revision += 1;
    this.#drawSide();
  }

  /** As it stands there; nothing where it does not. */
  #drawSide(): void {
    if (this.#side) this.#showSide(this.#side.host.dataset.theme === 'dark', false);
  }

  #closeSide(): void {
    const opener = this.#opener;
    const hadFocus = this.#side?.root.activeElement !== null;
    this.#person = null;
    this.#opener = null;
    this.#hideSide();
    this.#drawAll();
    if (hadFocus && opener?.isConnected) opener.focus();
  }

  #hideSide(): void {
    if (!this.#side) return;
    render(null, this.#side.root);
    this.#side.host.remove();
    this.#side = null;
  }

  #drawAll(): void {
    for (const chip of this.#chips) chip.draw();
  }
}

/** Who a message came from; of one's own mail, whom it went to first. Null: nobody whose address is known. */
export function otherSide({ from, recipients }: MessageHeader, account: string): Person | null {
  const other = [from, ...recipients].find(({ address, known }) => known && address !== account);
  return other ? { address: other.address, name: other.name } : null;
}
