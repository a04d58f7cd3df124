import { fetchCopy, fetchRename } from './fetch-runtime-answer.ts';
import {
  fetchData,
  fetchEntities,
  fetchFailed,
  fetchKeyless,
  fetchLack,
  fetchStrange,
  fetchTellLacks,
  fetchUnfit,
} from './fetch-runtime-faults.ts';
import { fetchMeet } from './fetch-runtime-meet.ts';
import { fetchHead } from './fetch-runtime-query.ts';
import { fetchListText, fetchText, fetchVariable } from './fetch-runtime-text.ts';
import { fetchHold, fetchTell } from './fetch-runtime-wanted.ts';

/** What the code of `compiler/emit/fetch/` calls. */
export const fetchRuntime = {
  fetchCopy,
  fetchData,
  fetchEntities,
  fetchFailed,
  fetchHead,
  fetchHold,
  fetchKeyless,
  fetchLack,
  fetchListText,
  fetchMeet,
  fetchRename,
  fetchStrange,
  fetchTell,
  fetchTellLacks,
  fetchText,
  fetchUnfit,
  fetchVariable,
};
