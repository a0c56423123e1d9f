/** Who is logged in at the students' site, and the API asked on her behalf. */
import { caller } from '../shared/http.js';
import { personStore } from '../shared/person.js';

const store = personStore('gradphoto');
export const { isLoggedIn, isOver, begin, end, leave, watch } = store;
export const call = caller(store, '分社');
