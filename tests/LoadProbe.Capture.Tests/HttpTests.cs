namespace LoadProbe.Capture.Tests;

/// <summary>HTTP/1.x transactions from cleartext payload.</summary>
public class HttpTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";

    [Fact]
    public void A_transaction_has_its_times()
    {
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get)
            .After(30).Server(0, Ok[..^2], Get.Length).After(5).Server(Ok.Length - 2, Ok[^2..], Get.Length).Flow().Requests);

        Assert.Equal(("GET", "/a", 200), (request.Method, request.Target, request.Status));
        Assert.Equal((Ms(30), Ms(5), Ms(35)), (request.ServerResponse!.Value, request.Transfer!.Value, request.Total!.Value));
    }

    [Fact]
    public void The_last_byte_of_the_request_starts_the_servers_time()
    {
        const string Post = "POST /up HTTP/1.1\r\nContent-Length: 6\r\n\r\n";
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Post).After(100).Client(Post.Length, "abcdef")
            .After(7).Server(0, Ok, Post.Length + 6).Flow().Requests);

        Assert.Equal((Ms(7), Ms(107)), (request.ServerResponse!.Value, request.Total!.Value));
    }

    [Fact]
    public void Pipelined_requests_are_answered_in_their_order()
    {
        IReadOnlyList<FlowRequest> requests = new PacketFile().Handshake().Client(0, Get + Get.Replace("/a", "/b", StringComparison.Ordinal))
            .After(10).Server(0, Ok + Ok.Replace("200", "404", StringComparison.Ordinal), 2 * Get.Length).Flow().Requests;

        Assert.Equal([("/a", 200), ("/b", 404)], requests.Select(request => (request.Target!, request.Status!.Value)));
    }

    [Fact]
    public void An_interim_response_is_not_the_answer()
    {
        FlowRequest request = Assert.Single(Captures.Analyze(Captures.Own("zeek_100-continue.pcap")).Flows[0].Requests);

        Assert.NotEqual(100, request.Status);
    }

    [Fact]
    public void A_chunked_body_ends_with_its_last_chunk()
    {
        const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
        IReadOnlyList<FlowRequest> requests = new PacketFile().Handshake().Client(0, Get).After(1).Server(0, Chunked, Get.Length)
            .After(500).Client(Get.Length, Get, Chunked.Length).After(2).Server(Chunked.Length, Ok, 2 * Get.Length).Flow().Requests;

        Assert.Equal([Ms(0), Ms(0)], requests.Select(request => request.Transfer!.Value));
        Assert.Equal([Ms(1), Ms(2)], requests.Select(request => request.ServerResponse!.Value));
    }

    [Fact]
    public void The_chunk_that_ends_a_response_is_of_it_when_it_comes_late_and_alone()
    {
        const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", Last = "0\r\nExpires: 0\r\n\r\n";
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get).After(30).Server(0, Chunked, Get.Length).After(20).Server(Chunked.Length, Last, Get.Length).Flow().Requests);

        Assert.Equal((Ms(30), Ms(20), Ms(50)), (request.ServerResponse!.Value, request.Transfer!.Value, request.Total!.Value));
    }

    /// <summary>Until the FIN, nobody can know that it was all (RFC 9112 §6.3).</summary>
    [Fact]
    public void A_response_without_a_length_ends_with_the_FIN()
    {
        const string Close = "HTTP/1.0 200 OK\r\n\r\nbody";
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get).After(30).Server(0, Close, Get.Length).After(5).Send(false, Close.Length + 1, Get.Length + 1, 17)
            .After(900).Send(false, Close.Length + 1, Get.Length + 1, 17).Flow().Requests);

        Assert.Equal((Ms(30), Ms(5)), (request.ServerResponse!.Value, request.Transfer!.Value));
    }

    [Fact]
    public void A_FIN_that_overtakes_its_data_ends_the_response_when_the_data_is_there()
    {
        const string Close = "HTTP/1.0 200 OK\r\n\r\nbody";
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get).After(30).Server(0, Close[..^4], Get.Length).After(5).Send(false, Close.Length + 1, Get.Length + 1, 17)
            .After(2).Server(Close.Length - 4, "body", Get.Length).Flow().Requests);

        Assert.Equal((Ms(30), Ms(7)), (request.ServerResponse!.Value, request.Transfer!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_request_is_read_however_small_its_segments_are(int size)
    {
        const string Options = "OPTIONS /a HTTP/1.1\r\nHost: h\r\n\r\n";
        PacketFile file = new PacketFile().Handshake();
        for (int at = 0; at < Options.Length; at += size) file.After(1).Client(at, Options[at..Math.Min(at + size, Options.Length)]);
        for (int at = 0; at < Ok.Length; at += size) file.After(1).Server(at, Ok[at..Math.Min(at + size, Ok.Length)], Options.Length);
        FlowRequest request = Assert.Single(file.Flow().Requests);

        int asking = (Options.Length - 1) / size, answering = (Ok.Length - 1) / size;
        Assert.Equal(("OPTIONS", "/a", 200), (request.Method, request.Target, request.Status));
        Assert.Equal((Ms(1), Ms(answering), Ms(asking + 1 + answering)), (request.ServerResponse!.Value, request.Transfer!.Value, request.Total!.Value));
    }

    [Fact]
    public void What_begins_like_a_request_and_is_none_is_read_as_none()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, "PO").After(1).Client(2, "PCORN").After(1).Client(7, "getter").After(30).Server(0, "ok", 13).Flow();

        Assert.Empty(flow.Requests);
        Assert.Equal("tcp", flow.Protocol);
    }

    [Fact]
    public void A_response_to_HEAD_has_no_body_whatever_its_length_says()
    {
        IReadOnlyList<FlowRequest> requests = new PacketFile().Handshake().Client(0, Get.Replace("GET", "HEAD", StringComparison.Ordinal))
            .Server(0, Ok[..^4], Get.Length + 1).Client(Get.Length + 1, Get, Ok.Length - 4).Server(Ok.Length - 4, Ok, 2 * Get.Length + 1).Flow().Requests;

        Assert.Equal([200, 200], requests.Select(request => request.Status!.Value));
    }

    [Fact]
    public void Segments_in_the_wrong_order_are_read_in_the_right_one()
    {
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(10, Get[10..]).Client(0, Get[..10]).After(10)
            .Server(20, Ok[20..], Get.Length).After(1).Server(0, Ok[..20], Get.Length).Flow().Requests);

        Assert.Equal(("/a", 200), (request.Target, request.Status));
    }

    [Fact]
    public void A_request_without_an_answer_has_no_times_of_one()
    {
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get).Flow().Requests);

        Assert.Null(request.Status);
        Assert.Null(request.ServerResponse);
        Assert.Null(request.Total);
    }

    [Fact]
    public void Lost_segments_are_waited_for_in_the_transactions_delay()
    {
        FlowRequest request = Assert.Single(new PacketFile().Handshake().Client(0, Get).After(300).Client(0, Get).After(10).Server(0, Ok, Get.Length).Flow().Requests);

        Assert.Equal(Ms(300), request.RetransmitDelay);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
