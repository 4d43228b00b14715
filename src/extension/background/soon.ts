/**
 * Many calls, little work: what is asked for while it runs is done once more after that. `onError` is told what it threw.
 */
export function makeSoon(work: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      await work().catch(onError);
    } while (again);
    running = false;
  }
  return () => {
    again = true;
    if (!running) void run();
  };
}
