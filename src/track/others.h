/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is remembered of the protocols of a call beside SIP and RTP. A trace has none of it before
 * something asks for it. For the files of this folder alone. */

#include "base/text.h"
#include "track/flow_state.h"
#include "track/other_media.h"
#include "track/sip_tracker.h"
#include "track/user_index.h"

typedef struct LmOthers LmOthers;

struct LmOthers {
  LmVec media; /* LmOtherMedia */
  LmTable media_by_key;
  LmFlowStates msrp;   /* LmMsrpSide; see msrp_tracker.c */
  LmVec msrp_messages; /* LmMsrpTransfer */
  LmTable msrp_by_id;
  LmTable msrp_quiet;    /* transactions whose responses are not told one by one */
  LmVec msrp_quiet_rows; /* uint64_t */
  LmFlowStates t38;      /* LmT38Flow; see t38_tracker.c */
  LmVec t38_logs;        /* LmT38Log */
  LmFlowStates named;    /* LmNamedFlow; see named_tracker.c */
  LmVec diameter;        /* LmDiameterLink; see diameter_tracker.c */
  LmTable diameter_by_key;
  LmUserIndex users;
  LmArena scratch;      /* emptied by whoever used it */
  LmText detail, label; /* used again for each event */
};

/* Made if there is none. */
LmOthers *lm_trace_others(LmTrace *trace);
/* @free_logs: those of its packets are in no arena. */
void lm_others_free(LmOthers *others, bool free_logs);

/* Adds an event of @protocol that came in @origin with @bytes, with the label and the detail that
 * are in the texts of LmOthers. @call may be LM_NONE. */
void lm_others_tell(LmTrace *trace, const LmSipOrigin *origin, LmSlice bytes, uint32_t call,
                    LmEventProtocol protocol, LmEventOutcome outcome);
/* The two texts, emptied. */
LmText *lm_others_label(LmTrace *trace);
LmText *lm_others_detail(LmTrace *trace);
/* "1.2 MB" for people. */
void lm_others_add_bytes(LmText *text, uint64_t bytes);
/* As lm_turn_keep(). */
struct LmLiving;
void lm_others_keep(LmOthers *others, const struct LmLiving *living);
