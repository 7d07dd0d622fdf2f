import { useEffect, useRef, useState, type RefObject } from "react";

/** So many pixels before it is in the window, it counts as seen. */
const AHEAD = "200px";

/** Whether an element was in the window yet, or is soon: what costs much is not begun before. */
export function useSeen<E extends Element>(): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = ref.current;
    if (seen || !element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  });
  return [ref, seen];
}
