import AnalyticsIcon from "@mui/icons-material/Analytics";
import ArticleIcon from "@mui/icons-material/Article";
import BadgeIcon from "@mui/icons-material/Badge";
import BarChartIcon from "@mui/icons-material/BarChart";
import ChatIcon from "@mui/icons-material/Chat";
import CloudIcon from "@mui/icons-material/Cloud";
import EmailIcon from "@mui/icons-material/Email";
import ExtensionIcon from "@mui/icons-material/Extension";
import FactCheckIcon from "@mui/icons-material/FactCheck";
import HubIcon from "@mui/icons-material/Hub";
import KeyIcon from "@mui/icons-material/Key";
import MonitorHeartIcon from "@mui/icons-material/MonitorHeart";
import PasswordIcon from "@mui/icons-material/Password";
import PhonelinkLockIcon from "@mui/icons-material/PhonelinkLock";
import PsychologyIcon from "@mui/icons-material/Psychology";
import ScheduleIcon from "@mui/icons-material/Schedule";
import ShieldIcon from "@mui/icons-material/Shield";
import ShoppingCartIcon from "@mui/icons-material/ShoppingCart";
import SmsIcon from "@mui/icons-material/Sms";
import StorageIcon from "@mui/icons-material/Storage";
import VerifiedUserIcon from "@mui/icons-material/VerifiedUser";
import WavingHandIcon from "@mui/icons-material/WavingHand";
import type { SvgIconProps } from "@mui/material/SvgIcon";

/** The names that manifests and pages may use; any other is a puzzle's piece. */
const ICONS: Record<string, typeof ExtensionIcon> = {
  activity: MonitorHeartIcon,
  analytics: AnalyticsIcon,
  badge: BadgeIcon,
  book: ArticleIcon,
  brain: PsychologyIcon,
  chart: BarChartIcon,
  chat: ChatIcon,
  clock: ScheduleIcon,
  cloud: CloudIcon,
  database: StorageIcon,
  hand: WavingHandIcon,
  hub: HubIcon,
  key: KeyIcon,
  "life-buoy": PasswordIcon,
  mail: EmailIcon,
  "message-square": SmsIcon,
  "scroll-text": FactCheckIcon,
  cart: ShoppingCartIcon,
  shield: ShieldIcon,
  "shield-check": VerifiedUserIcon,
  smartphone: PhonelinkLockIcon,
};

export function PluginIcon({ name, ...props }: { name: string } & SvgIconProps) {
  const Icon = ICONS[name] ?? ExtensionIcon;
  return <Icon fontSize="small" {...props} />;
}
