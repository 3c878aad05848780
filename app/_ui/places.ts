import {
  Bell,
  Clapperboard,
  HardDrive,
  Keyboard,
  KeyRound,
  ListVideo,
  LockKeyhole,
  type LucideIcon,
  ShieldCheck,
  SlidersHorizontal,
  Sparkles,
  Upload,
  Users,
  WandSparkles,
} from "lucide-react";

type Place = { href: string; label: string; icon: LucideIcon; isForAdmins?: boolean };

/** Every page that is reached without naming a thing. */
export const places: Place[] = [
  { href: "/streams", label: "Streams", icon: ListVideo },
  { href: "/clips", label: "Clips", icon: Clapperboard },
  { href: "/import", label: "Import a stream", icon: Upload },
  { href: "/storage", label: "Storage and trash", icon: HardDrive },
  { href: "/notifications", label: "Notifications", icon: Bell },
  { href: "/settings/detection", label: "Settings: finding highlights", icon: Sparkles },
  { href: "/settings/refinement", label: "Settings: refinement and budget", icon: WandSparkles },
  { href: "/settings/members", label: "Settings: members", icon: Users },
  { href: "/settings/security", label: "Settings: security and sign-ins", icon: LockKeyhole },
  { href: "/settings/api-keys", label: "Settings: API keys", icon: KeyRound },
  { href: "/settings/keys", label: "Settings: keys", icon: Keyboard },
  { href: "/admin/refinement", label: "Admin: refinement", icon: ShieldCheck, isForAdmins: true },
  { href: "/admin/plans", label: "Admin: plans", icon: SlidersHorizontal, isForAdmins: true },
];
