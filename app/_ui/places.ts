import {
  Bell,
  Bug,
  Clapperboard,
  Gauge,
  HardDrive,
  Keyboard,
  KeyRound,
  ListChecks,
  ListVideo,
  LockKeyhole,
  type LucideIcon,
  RefreshCw,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Sparkles,
  TriangleAlert,
  Upload,
  Users,
  WandSparkles,
} from "lucide-react";
import type { RouteKey } from "#app/_server/access-table.ts";

/** `call`: what the page is for; nobody goes there who may not make it. */
type Place = { href: string; label: string; icon: LucideIcon; isForAdmins?: boolean; call?: RouteKey };

/** Every page that is reached without naming a thing. */
export const places: Place[] = [
  { href: "/streams", label: "Streams", icon: ListVideo },
  { href: "/clips", label: "Clips", icon: Clapperboard },
  { href: "/import", label: "Import a stream", icon: Upload, call: "POST /api/v1/recordings" },
  { href: "/storage", label: "Storage and trash", icon: HardDrive },
  { href: "/jobs", label: "Jobs", icon: ListChecks },
  { href: "/notifications", label: "Notifications", icon: Bell },
  { href: "/settings/detection", label: "Settings: finding highlights", icon: Sparkles },
  { href: "/settings/refinement", label: "Settings: refinement and budget", icon: WandSparkles },
  { href: "/settings/members", label: "Settings: members", icon: Users },
  { href: "/settings/profile", label: "Settings: you, your password and sign-ins", icon: LockKeyhole },
  { href: "/settings/api-keys", label: "Settings: API keys", icon: KeyRound },
  { href: "/settings/keys", label: "Settings: keys", icon: Keyboard },
  { href: "/admin", label: "Admin: overview", icon: Gauge, isForAdmins: true },
  { href: "/admin/failures", label: "Admin: failures", icon: Bug, isForAdmins: true },
  { href: "/admin/alerts", label: "Admin: alerts", icon: TriangleAlert, isForAdmins: true },
  { href: "/admin/streams", label: "Admin: find highlights again", icon: RefreshCw, isForAdmins: true },
  { href: "/admin/log", label: "Admin: what was done", icon: ScrollText, isForAdmins: true },
  { href: "/admin/refinement", label: "Admin: refinement", icon: ShieldCheck, isForAdmins: true },
  { href: "/admin/plans", label: "Admin: plans", icon: SlidersHorizontal, isForAdmins: true },
];
