// What the bare server is made of, in one piece: a class must be the same for whoever throws and whoever catches.
export { readToken } from '../../src/core/tracking/token';
export { readFeed } from '../../src/endpoint/store/hit-feed';
export { appendHits } from '../../src/endpoint/store/hits';
export { openDatabase } from '../../src/endpoint/store/open-database';
export { checkToken } from '../../src/endpoint/tracking/checking';
export { makeIntake } from '../../src/endpoint/tracking/intake';
export { makeTrackingDesk } from '../../src/endpoint/tracking/tracking';
export { makeVault, readKeyFile } from '../../src/endpoint/vault';
