/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body.h"

#define NS "xmlns='urn:ietf:params:xml:ns:"

/* A document, and how its summary begins. */
static const struct {
  const char *document, *summary;
} documents[] = {
    {"<presence " NS "pidf' xmlns:gp='urn:ietf:params:xml:ns:pidf:geopriv10' "
     "xmlns:gml='http://www.opengis.net/gml' entity='pres:a@b'>"
     "<tuple id='t1'><status><basic>open</basic><gp:geopriv><gp:location-info><gml:Point>"
     "<gml:pos>49.4 8.7</gml:pos></gml:Point></gp:location-info><gp:usage-rules>"
     "<gp:retransmission-allowed>no</gp:retransmission-allowed></gp:usage-rules>"
     "<gp:method>GPS</gp:method></gp:geopriv></status>"
     "<contact priority='0.8'>sip:a@b</contact><note>Hi</note></tuple>"
     "<person id='p'><activities><busy/><meeting/></activities></person></presence>",
     "Presence=\n  Presentity=pres:a@b\n  Tuple=t1\n    Status=open\n    Contact=sip:a@b\n"
     "      Priority=0.8\n    Note=Hi\n    Location=\n      Point=49.4 8.7\n"
     "      Retransmission allowed=no\n      Method=GPS\n"
     "  Person=p\n    Activity=busy\n    Activity=meeting\npresence=\n"},
    {"<presence " NS "pidf' entity='x'><device id='d'><geopriv><location-info><c:civicAddress "
     "xmlns:c='u'><c:country>DE</c:country><c:A3>Kiel</c:A3></c:civicAddress></location-info>"
     "</geopriv></device></presence>",
     "Presence=\n  Presentity=x\n  Device=d\n    Location=\n      Civic address=\n"
     "        country=DE\n        A3=Kiel\npresence=\n"},
    {"<presence><presentity uri='sip:a@b;method=SUBSCRIBE'/><atom id='1'><address uri='sip:a@1' "
     "priority='0.8'><status status='inuse'/><msnsubstatus substatus='onthephone'/></address>"
     "</atom></presence>",
     "Presence=\n  Presentity=sip:a@b;method=SUBSCRIBE\n  Tuple=1\n    Contact=sip:a@1\n"
     "      Status=inuse\n      Activity=onthephone\n      Priority=0.8\n"},
    {"<presence " NS "cpim-pidf' entity='x'/>", "Presence=\n  Presentity=x\n"},
    {"<watcherinfo " NS "watcherinfo' version='0' state='full'><watcher-list resource='sip:a@b' "
     "package='presence'><watcher id='w' event='subscribe' status='active'>sip:c@d</watcher>"
     "</watcher-list></watcherinfo>",
     "Watchers=\n  State=full\n  Version=0\n  Resource=sip:a@b\n    Event package=presence\n"
     "    Watcher=sip:c@d\n      Status=active\n      Event=subscribe\n      ID=w\n"},
    {"<isComposing " NS "im-iscomposing'><state>active</state><refresh>60</refresh></isComposing>",
     "Composing a message=\n  State=active\n  Seconds to the next refresh=60\n"},
    {"<dialog-info " NS "dialog-info' version='1' state='partial' entity='sip:a@b'>"
     "<dialog id='d' call-id='c' local-tag='l' remote-tag='r' direction='recipient'>"
     "<state event='remote-bye' code='200'>terminated</state><duration>5</duration>"
     "<local><identity display='A'>sip:a@b</identity><target uri='sip:a@1'/></local>"
     "</dialog></dialog-info>",
     "Dialogs=\n  Entity=sip:a@b\n  State=partial\n  Version=1\n  Dialog=d\n"
     "    State=terminated\n      Event=remote-bye\n      Status code=200\n"
     "    Direction=recipient\n    Call-ID=c\n    Local tag=l\n    Remote tag=r\n    Seconds=5\n"
     "    Local=sip:a@b\n      Display name=A\n    Target=sip:a@1\n"},
    {"<reginfo " NS "reginfo' version='0' state='full'><registration aor='sip:a@b' id='1' "
     "state='active'><contact id='2' state='active' event='registered' expires='3600' q='0.5'>"
     "<uri>sip:a@1</uri><unknown-param name='+sip.instance'>x</unknown-param></contact>"
     "</registration></reginfo>",
     "Registrations=\n  State=full\n  Version=0\n  Address of record=sip:a@b\n    State=active\n"
     "    ID=1\n    Contact=sip:a@1\n      State=active\n      Event=registered\n"
     "      Seconds left=3600\n      Preference=0.5\n      Parameter=x\n"
     "        Name=+sip.instance\n"},
    {"<conference-info " NS "conference-info' entity='sip:c@d' state='full' version='3'>"
     "<conference-description><subject>S</subject></conference-description><conference-state>"
     "<user-count>2</user-count></conference-state><users><user entity='sip:a@b'>"
     "<endpoint entity='sip:a@1'><status>connected</status><media id='1'><type>audio</type>"
     "<src-id>99</src-id></media></endpoint></user></users></conference-info>",
     "Conference=\n  Conference=sip:c@d\n  State=full\n  Version=3\n  Subject=S\n  Users=2\n"
     "  User=sip:a@b\n    Endpoint=sip:a@1\n      Status=connected\n      Media=audio\n"
     "        SSRC=99\n"},
    {"<kpml-request " NS "kpml-request' version='1.0'><pattern persist='persist'>"
     "<regex tag='t'>[0-9]</regex></pattern></kpml-request>",
     "Key presses that are asked for=\n  Persistence=persist\n  Digits=[0-9]\n    Tag=t\n"},
    {"<kpml-response " NS "kpml-response' version='1.0' code='200' text='OK' digits='1#'/>",
     "Key presses=\n  Status code=200\n  Meaning=OK\n  Digits=1#\n"},
    {"<list " NS "rlmi' uri='sip:l@b' version='1' fullState='true'><resource uri='sip:a@b'>"
     "<name>A</name><instance id='i' state='active' cid='x@y'/></resource></list>",
     "State of a list=\n  List=sip:l@b\n  Version=1\n  Full state=true\n  Resource=sip:a@b\n"
     "    Name=A\n    Instance=i\n      State=active\n      Part=x@y\n"},
    {"<xcap-diff " NS "xcap-diff' xcap-root='http://x/'><document new-etag='2' previous-etag='1' "
     "sel='s'/></xcap-diff>",
     "Changed documents=\n  Root=http://x/\n  Document=s\n    New tag=2\n    Previous tag=1\n"},
    {"<pidf-diff " NS "pidf-diff' entity='x' version='2'><replace sel='/p'>closed</replace>"
     "</pidf-diff>",
     "Changed presence=\n  Presentity=x\n  Version=2\n  Replaced=closed\n    Where=/p\n"},
    {"<resource-lists " NS "resource-lists'><list name='friends'><display-name>F</display-name>"
     "<entry uri='sip:a@b'><display-name>A</display-name></entry><list name='in'><entry "
     "uri='sip:c@d'/></list></list></resource-lists>",
     "Resource lists=\n  List=friends\n    Display name=F\n    Entry=sip:a@b\n"
     "      Display name=A\n    List=in\n      Entry=sip:c@d\n"},
    {"<recording " NS "recording:1'><datamode>complete</datamode><session session_id='s'>"
     "<sipSessionID>ab;remote=cd</sipSessionID></session><participant participant_id='p'>"
     "<nameID aor='sip:a@b'><name>A</name></nameID></participant><stream stream_id='x' "
     "session_id='s'><label>96</label></stream><participantstreamassoc participant_id='p'>"
     "<send>x</send><recv>y</recv></participantstreamassoc></recording>",
     "Recording=\n  Data mode=complete\n  Session=s\n    Session-ID=ab;remote=cd\n"
     "  Participant=p\n    Address of record=sip:a@b\n      Name=A\n  Stream=x\n    Session=s\n"
     "    Label=96\n  Participant in streams=p\n    Sends=x\n    Receives=y\n"},
    {"<imdn " NS "imdn'><message-id>m</message-id><display-notification><status><displayed/>"
     "</status></display-notification></imdn>",
     "Notification of a message=\n  Message=m\n  Display=displayed\n"},
    {"<media_control><vc_primitive><to_encoder><picture_fast_update/></to_encoder></vc_primitive>"
     "</media_control>",
     "Media control=\n  To the encoder=picture_fast_update\n"},
    {"<ussd-data><language>en</language><ussd-string>*100#</ussd-string></ussd-data>",
     "USSD=\n  Language=en\n  USSD string=*100#\n"},
    {"<ims-3gpp version='1'><alternative-service><type><emergency/></type><reason>r</reason>"
     "</alternative-service></ims-3gpp>",
     "IMS=\n  Version=1\n  Alternative service=\n    Type=\n      Kind=emergency\n    Reason=r\n"},
};

static void
test_summaries(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(documents); i++) {
    g_autofree char *tree = body_text_tree("application/xml", documents[i].document);
    g_autofree char *start = g_strndup(tree, strlen(documents[i].summary));
    g_assert_cmpstr(start, ==, documents[i].summary);
    g_assert_null(strstr(tree, "! "));
  }
}

/* Without its name space it is another vocabulary, of which nothing is said but the elements. */
static void
test_unknown(void)
{
  g_autofree char *tree = body_text_tree("application/pidf+xml", "<tuple id='a'/>");
  g_assert_cmpstr(tree, ==, "tuple=\n  @id=a\n");
  g_autofree char *other = body_text_tree("application/xml", "<tuple " NS "pidf' id='a'>x</tuple>");
  g_assert_cmpstr(other, ==, "tuple=x\n  @xmlns=urn:ietf:params:xml:ns:pidf\n  @id=a\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/body-vocabularies/summaries", test_summaries);
  g_test_add_func("/body-vocabularies/unknown", test_unknown);
  return g_test_run();
}
