import { fetchData, fetchEntities, fetchFailed } from './fetch-runtime-faults.ts';
import { fetchListText, fetchText, fetchVariable } from './fetch-runtime-text.ts';

/** What the code of `compiler/emit/fetch/` calls. */
export const fetchRuntime = { fetchData, fetchEntities, fetchFailed, fetchListText, fetchText, fetchVariable };
