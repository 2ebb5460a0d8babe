using System.Text;

namespace LoadProbe.Capture.Tests;

public class RedisTests
{
    [Fact]
    public void A_command_is_a_request_by_its_name_alone()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*3\r\n$3\r\nset\r\n$9\r\nsession:7\r\n$6\r\nsecret\r\n");
        file.After(4).ServerSays("+OK\r\n");
        file.After(10).ClientSays("*2\r\n$3\r\nGET\r\n$9\r\nsession:7\r\n");
        file.After(2).ServerSays("$6\r\nsec");
        file.After(3).ServerSays("ret\r\n");

        FlowSummary flow = file.Flow();
        Assert.Equal("redis", flow.Protocol);
        Assert.Equal([("SET", null, 4, 0), ("GET", null, 2, 3)], flow.Requests.Select(r => (r.Method, r.Target, Milliseconds(r.ServerResponse), Milliseconds(r.Transfer))));
    }

    [Fact]
    public void Commands_in_a_row_are_answered_in_their_order_and_nested_answers_are_one()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n*1\r\n$4\r\nEXEC\r\n");
        file.After(5).ServerSays("+OK\r\n+QUEUED\r\n*2\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n");
        file.After(1).ClientSays("*1\r\n$4\r\nPING\r\n");
        file.After(8).ServerSays("+PONG\r\n");

        Assert.Equal([("MULTI", 5), ("INCR", 5), ("EXEC", 5), ("PING", 8)], file.Flow().Requests.Select(r => (r.Method!, Milliseconds(r.ServerResponse))));
    }

    [Fact]
    public void A_refusal_has_its_first_word()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n");
        file.After(1).ServerSays("-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");

        Assert.Equal("WRONGTYPE", Assert.Single(file.Flow().Requests).Error);
    }

    [Fact]
    public void What_is_pushed_answers_nothing()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n");
        file.After(1).ServerSays("%1\r\n$5\r\nproto\r\n:3\r\n");
        file.After(10).ClientSays("*1\r\n$4\r\nPING\r\n");
        file.After(1).ServerSays(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
        file.After(9).ServerSays("+PONG\r\n");

        Assert.Equal([("HELLO", 1), ("PING", 10)], file.Flow().Requests.Select(r => (r.Method!, Milliseconds(r.ServerResponse))));
    }

    [Fact]
    public void An_answer_that_was_not_captured_shifts_no_other()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
        file.ServerLoses(40);
        file.After(10).ClientSays("*1\r\n$4\r\nPING\r\n");
        file.After(3).ServerSays("+PONG\r\n");
        file.After(10).ClientSays("*1\r\n$4\r\nTIME\r\n");
        file.After(6).ServerSays("*2\r\n:1\r\n:2\r\n");

        IReadOnlyList<FlowRequest> requests = file.Flow().Requests;
        Assert.Null(requests.Single(r => r.Method == "GET").ServerResponse);
        Assert.Equal(6, Milliseconds(requests.Single(r => r.Method == "TIME").ServerResponse));
    }

    [Fact]
    public void A_subscriber_asks_no_more()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\nc\r\n");
        file.After(1).ServerSays("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
        file.After(100).ServerSays("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n");

        Assert.Equal("SUBSCRIBE", Assert.Single(file.Flow().Requests).Method);
    }

    [Theory]
    [InlineData("*99999999999\r\n")]
    [InlineData("$-7\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    [InlineData("\r\n")]
    [InlineData("nonsense\r\n")]
    public void An_answer_without_sense_is_given_up_and_the_next_is_read(string answer)
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*1\r\n$4\r\nPING\r\n");
        file.After(3).ServerSays(answer);
        file.After(10).ClientSays("*1\r\n$4\r\nTIME\r\n");
        file.After(6).ServerSays("*2\r\n:1\r\n:2\r\n");

        FlowRequest time = file.Flow().Requests.Single(r => r.Method == "TIME");
        Assert.Equal(6, Milliseconds(time.ServerResponse));
    }

    [Fact]
    public void Commands_and_answers_that_are_cut_anywhere_say_the_same()
    {
        const string asked = "*2\r\n$3\r\nGET\r\n$1\r\na\r\n", told = "*2\r\n$2\r\nab\r\n:1\r\n";
        for (int cut = 6; cut < asked.Length; cut++)
        {
            for (int other = 1; other < told.Length; other++)
            {
                        PacketFile file = new PacketFile().Handshake();
                file.After(10).ClientSays(asked[..cut]);
                file.After(1).ClientSays(asked[cut..]);
                file.After(5).ServerSays(told[..other]);
                file.After(2).ServerSays(told[other..]);
                FlowRequest request = Assert.Single(file.Flow().Requests);
                Assert.Equal(("GET", 5, 2, 8), (request.Method, Milliseconds(request.ServerResponse), Milliseconds(request.Transfer), Milliseconds(request.Total)));
            }
        }
    }

    [Fact]
    public void Damaged_conversations_are_read_to_their_end()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(10).ClientSays("*3\r\n$3\r\nset\r\n$1\r\na\r\n$6\r\nsecret\r\n*1\r\n$4\r\nPING\r\n");
        file.After(4).ServerSays("+OK\r\n*2\r\n$1\r\na\r\n%1\r\n:1\r\n:2\r\n");
        byte[] whole = file.Bytes;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = (byte[])whole.Clone();
            for (int i = random.Next(1, 8); i > 0; i--) damaged[random.Next(40, damaged.Length)] = (byte)random.Next(256);
            AnalysisJson.Write(Captures.Analyze(damaged), Stream.Null);
        }
    }

    private static int Milliseconds(TimeSpan? span) => (int)Math.Round(span!.Value.TotalMilliseconds);
}
