import { Keeper } from "./keeper";
import { keptInDatabase } from "./kept";
import { serve } from "./serve";

serve(self as unknown as DedicatedWorkerGlobalScope, new Keeper(keptInDatabase()));
