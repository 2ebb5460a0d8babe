using static LoadProbe.Capture.Tests.Http2Bytes;

namespace LoadProbe.Capture.Tests;

/// <summary>HTTP/2 in clear: every stream of the client is a request.</summary>
public class Http2Tests
{
    [Fact]
    public void A_stream_is_a_request_with_its_times()
    {
        byte[] ask = [.. Preface, .. Get(1, "/a")];
        FlowSummary flow = new PacketFile().Handshake().Client(0, ask).After(30).Server(0, [.. Settings, .. Answer(1, "200")], ask.Length)
            .After(5).Server(Settings.Length + Answer(1, "200").Length, Data(1, 100), ask.Length).Flow();

        FlowRequest request = Assert.Single(flow.Requests);
        Assert.Equal("http/2", flow.Protocol);
        Assert.Equal(("http/2", "GET", "/a", 200), (request.Protocol, request.Method, request.Target, request.Status));
        Assert.Equal((Ms(30), Ms(5), Ms(35)), (request.ServerResponse, request.Transfer, request.Total));
    }

    /// <summary>One request whose header block takes a HEADERS and a CONTINUATION frame in 14 segments; times are those of tshark's frames.</summary>
    [Fact]
    public void A_captured_header_block_of_many_segments_is_one_request()
    {
        FlowRequest request = Assert.Single(Captures.Analyze(Captures.Need("arkime_http2-nghttp2.pcap")).Flows[0].Requests);

        Assert.Equal(("GET", 200), (request.Method, request.Status));
        Assert.StartsWith("/", request.Target, StringComparison.Ordinal);
        Assert.Equal((Seconds(0.333759), Seconds(0.000806), Seconds(0.835801)), (request.ServerResponse, request.Transfer, request.Total));
        Assert.Null(request.Error);
    }

    [Fact]
    public void Interleaved_streams_have_each_their_own_answer_and_times()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/slow"), .. Get(3, "/quick")]);
        file.After(10).Server([.. Settings, .. Answer(3, "204", end: true)]);
        file.After(10).Server([.. Answer(1, "200"), .. Data(1, 50, end: false)]);
        file.After(10).Client(Get(5, "/third"));
        file.After(10).Server([.. Answer(5, "404", end: true), .. Data(1, 50)]);

        Assert.Equal([("/slow", 200, Ms(20), Ms(40)), ("/quick", 204, Ms(10), Ms(10)), ("/third", 404, Ms(10), Ms(10))],
            file.Requests().Select(request => (request.Target!, request.Status!.Value, request.ServerResponse!.Value, request.Total!.Value)));
    }

    [Fact]
    public void The_last_byte_of_the_streams_body_starts_the_servers_time_whatever_else_is_sent()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Frame(1, EndHeaders, 1, [0x83, 0x86, .. Field(":path", "/up")]), .. Data(1, 20, end: false)]);
        file.After(50).Client(Data(1, 20));
        file.After(5).Client(Frame(8, 0, 0, 0, 0, 1, 0));
        file.After(5).Server(Answer(1, "201", end: true));

        FlowRequest request = Assert.Single(file.Requests());
        Assert.Equal(("POST", 201, Ms(10), Ms(60)), (request.Method, request.Status, request.ServerResponse, request.Total));
    }

    [Fact]
    public void An_interim_response_is_not_the_answer()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/a")]);
        file.After(5).Server(Answer(1, "103"));
        file.After(5).Server(Answer(1, "200", end: true));

        FlowRequest request = Assert.Single(file.Requests());
        Assert.Equal((200, Ms(10), TimeSpan.Zero), (request.Status, request.ServerResponse, request.Transfer));
    }

    [Fact]
    public void The_trailers_of_a_gRPC_call_have_its_status()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/shop.Orders/Place")]);
        file.After(5).Server([.. Answer(1, "200"), .. Data(1, 10, end: false), .. Trailers(1, "grpc-status", "14")]);

        FlowRequest request = Assert.Single(file.Requests());
        Assert.Equal(("/shop.Orders/Place", 200, 14), (request.Target, request.Status, request.GrpcStatus));
    }

    [Theory]
    [InlineData(7, "refused_stream")]
    [InlineData(8, "cancel")]
    [InlineData(99, "unknown_99")]
    public void A_stream_that_was_reset_tells_why_and_has_no_status(byte code, string word)
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/a"), .. Get(3, "/b")]);
        file.After(5).Server([.. Reset(1, code), .. Answer(3, "200", end: true)]);

        Assert.Equal([("/a", null, word), ("/b", 200, null)], file.Requests().Select(request => (request.Target!, request.Status, request.Error)));
    }

    [Fact]
    public void Streams_after_the_last_the_server_looked_at_are_gone_with_it()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/a"), .. Get(3, "/b")]);
        file.After(5).Server(GoAway(1, 0));
        file.After(5).Server(Answer(1, "200", end: true));

        Assert.Equal([("/a", 200, null), ("/b", (int?)null, "goaway")], file.Requests().Select(request => (request.Target!, request.Status, request.Error)));
    }

    [Fact]
    public void What_the_server_promises_is_no_request_and_its_fields_stay_in_step()
    {
        var file = new Sides();
        file.Client([.. Preface, .. Get(1, "/a")]);
        byte[] promise = Frame(5, EndHeaders, 1, [0, 0, 0, 2, 0x82, .. Field(":status", "201", kept: true)]);
        file.After(5).Server([.. promise, .. Answer(2, "500", end: true), .. Frame(1, EndHeaders | EndStream, 1, 0xBE)]);
        file.Client(Reset(2, 8));

        Assert.Equal(("/a", 201), (Assert.Single(file.Requests()).Target, file.Requests()[0].Status));
    }

    [Fact]
    public void A_header_block_in_padded_and_continued_frames_is_one_block()
    {
        byte[] fields = [0x82, .. Field(":path", "/in/parts")];
        byte[] headers = Frame(1, EndStream | 8 | 0x20, 1, [3, 0, 0, 0, 0, 16, .. fields[..4], 0, 0, 0]), rest = Frame(9, EndHeaders, 1, fields[4..]);
        var file = new Sides();
        file.Client([.. Preface, .. headers[..12]]);
        file.Client([.. headers[12..], .. rest]);

        Assert.Equal(("GET", "/in/parts"), (Assert.Single(file.Requests()).Method, file.Requests()[0].Target));
    }

    [Fact]
    public void What_was_missed_of_a_body_is_only_its_own()
    {
        byte[] first = [.. Settings, .. Answer(1, "200"), .. Data(1, 1000)[..300]];
        int ask = Preface.Length + Get(1, "/a").Length + Get(3, "/b").Length;
        FlowSummary flow = new PacketFile().Handshake().Client(0, [.. Preface, .. Get(1, "/a"), .. Get(3, "/b")]).After(5).Server(0, first, ask)
            .After(5).Server(first.Length + 600, [.. Data(1, 1000)[900..], .. Answer(3, "204", end: true)], ask).ClientAck(ask, 4000).Flow();

        Assert.Equal([("/a", 200), ("/b", 204)], flow.Requests.Select(request => (request.Target!, request.Status!.Value)));
    }

    [Fact]
    public void After_missed_frames_the_way_is_found_again_where_a_segment_begins_with_one()
    {
        byte[] ask = [.. Preface, .. Get(1, "/a"), .. Get(3, "/b")];
        byte[] settings = Settings, missed = Answer(1, "200", end: true);
        FlowSummary flow = new PacketFile().Handshake().Client(0, ask).After(5).Server(0, settings, ask.Length)
            .After(5).Server(settings.Length + missed.Length, Answer(3, "204", end: true), ask.Length).ClientAck(ask.Length, 4000).Flow();

        Assert.Equal([("/a", null), ("/b", 204)], flow.Requests.Select(request => (request.Target!, request.Status)));
    }

    [Fact]
    public void At_most_128_streams_are_followed_at_once_and_the_oldest_give_way()
    {
        var file = new Sides();
        file.Client(Preface);
        for (int i = 0; i < 130; i++) file.Client(Get(2 * i + 1, $"/{i}"));
        FlowSummary flow = file.Flow();

        Assert.Equal(128, flow.Requests.Count);
        Assert.Equal("/2", flow.Requests[0].Target);
        Assert.Equal(2, flow.Forgotten);
    }

    [Fact]
    public void Lost_segments_are_waited_for_in_every_stream_under_way()
    {
        byte[] ask = [.. Preface, .. Get(1, "/a")];
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, ask).After(300).Client(0, ask).After(10).Server(0, Answer(1, "200", end: true), ask.Length).Flow().Requests);

        Assert.Equal(Ms(300), request.RetransmitDelay);
    }

    [Fact]
    public void An_upgraded_connection_answers_its_first_request_on_stream_1()
    {
        byte[] ask = "GET /up HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"u8.ToArray(), upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"u8.ToArray();
        var file = new Sides();
        file.Client(ask);
        file.After(20).Server([.. upgrade, .. Settings, .. Answer(1, "200", end: true)]);
        file.After(5).Client([.. Preface, .. Get(3, "/next")]);
        file.After(7).Server(Answer(3, "204", end: true));

        Assert.Equal([("http/1.x", "/up", 101, Ms(20)), ("http/2", "/up", 200, Ms(20)), ("http/2", "/next", 204, Ms(7))],
            file.Requests().Select(request => (request.Protocol, request.Target!, request.Status!.Value, request.ServerResponse!.Value)));
    }

    [Fact]
    public void Frames_and_blocks_that_contradict_themselves_are_read_to_the_contradiction()
    {
        byte[] client = [.. Preface, .. Get(1, "/a"), .. Frame(9, EndHeaders, 1, 0x82), .. Get(3, "/b")], server = [.. Settings, .. Answer(1, "200"), .. Data(1, 20), .. Reset(3, 8), .. GoAway(3, 1)];
        byte[][] blocks = [[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80], [0x3F, 0xFF, 0xFF, 0xFF, 0x7F], [0x40, 0x7F, 0xFF, 0xFF, 0x7F], [0x40, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0], [0x7E], [0xFE], [0x40], [0, 0xFF]];
        foreach (byte[] block in blocks) Assert.Null(Assert.Single(new PacketFile().Handshake().Client(0, [.. Preface, .. Frame(1, EndStream | EndHeaders, 1, block)]).Flow().Requests).Target);
        for (int at = 24; at < client.Length + server.Length; at++)
            foreach (byte poison in (byte[])[0, 1, 0x7F, 0xFF])
            {
                byte[] both = [.. client, .. server];
                both[at] = poison;
                FlowSummary flow = new PacketFile().Handshake().Client(0, both[..client.Length]).After(5).Server(0, both[client.Length..], client.Length).Flow();

                Assert.InRange(flow.Requests.Count, 0, 4);
            }
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    /// <summary>A connection on which both sides know how far the other is.</summary>
    private sealed class Sides
    {
        private readonly PacketFile file = new PacketFile().Handshake();
        private long client, server;

        public Sides After(double milliseconds)
        {
            file.After(milliseconds);
            return this;
        }

        public void Client(byte[] bytes)
        {
            file.Client(client, bytes, server);
            client += bytes.Length;
        }

        public void Server(byte[] bytes)
        {
            file.Server(server, bytes, client);
            server += bytes.Length;
        }

        public FlowSummary Flow() => file.Flow();

        public IReadOnlyList<FlowRequest> Requests() => Flow().Requests;
    }
}
