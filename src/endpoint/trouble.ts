/** What the operator did wrong, in one sentence; ends the program. */
export class Trouble extends Error {}
