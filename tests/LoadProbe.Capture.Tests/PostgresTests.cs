using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture.Tests;

public class PostgresTests
{
    [Fact]
    public void A_simple_query_is_a_request_with_its_statement_but_without_what_was_asked_for()
    {
        PacketFile file = Connected();
        file.After(100).ClientSays(Message('Q', "select * from orders where customer = 'Miller' and price > 10.5 and t1.a = $1;\0"));
        file.After(30).ServerSays([.. Message('T', "\0\0"), .. Message('D', "\0\0")]);
        file.After(5).ServerSays([.. Message('C', "SELECT 1\0"), .. Message('Z', "I")]);

        FlowSummary flow = file.Flow();
        Assert.Equal("postgresql", flow.Protocol);
        FlowRequest query = flow.Requests[1];
        Assert.Equal(("postgresql", "SELECT", "select * from orders where customer = ? and price > ? and t1.a = $1;"), (query.Protocol, query.Method, query.Target));
        Assert.Equal((30, 5, 35), (Milliseconds(query.ServerResponse), Milliseconds(query.Transfer), Milliseconds(query.Total)));
        Assert.Null(query.Error);
        Assert.Null(query.Status);
    }

    [Fact]
    public void Connecting_is_the_first_request_and_ends_when_the_server_is_ready()
    {
        FlowRequest connect = Connected().Flow().Requests[0];
        Assert.Equal(("CONNECT", null), (connect.Method, connect.Target));
        Assert.Equal((7, 20, 27), (Milliseconds(connect.ServerResponse), Milliseconds(connect.Transfer), Milliseconds(connect.Total)));
    }

    [Fact]
    public void A_prepared_statement_is_known_by_its_name_when_it_is_executed_again()
    {
        PacketFile file = Connected();
        file.After(10).ClientSays([.. Message('P', "s1\0update t set x = 1\0\0\0"), .. Message('B', "\0s1\0\0\0\0\0\0\0"), .. Message('E', "\0\0\0\0\0"), .. Message('S', "")]);
        file.After(4).ServerSays([.. Message('1', ""), .. Message('2', ""), .. Message('C', "UPDATE 1\0"), .. Message('Z', "I")]);
        file.After(10).ClientSays([.. Message('B', "\0s1\0\0\0\0\0\0\0"), .. Message('E', "\0\0\0\0\0"), .. Message('S', "")]);
        file.After(6).ServerSays([.. Message('2', ""), .. Message('C', "UPDATE 1\0"), .. Message('Z', "I")]);

        Assert.Equal([("UPDATE", "update t set x = ?", 4), ("UPDATE", "update t set x = ?", 6)], file.Flow().Requests.Skip(1).Select(r => (r.Method, r.Target, Milliseconds(r.ServerResponse))));
    }

    [Fact]
    public void Requests_in_a_row_are_answered_in_their_order()
    {
        PacketFile file = Connected();
        file.After(10).ClientSays(Message('Q', "begin\0"));
        file.After(1).ClientSays(Message('Q', "commit\0"));
        file.After(9).ServerSays([.. Message('C', "BEGIN\0"), .. Message('Z', "T")]);
        file.After(20).ServerSays([.. Message('C', "COMMIT\0"), .. Message('Z', "I")]);

        Assert.Equal([("BEGIN", 10), ("COMMIT", 29)], file.Flow().Requests.Skip(1).Select(r => (r.Method, Milliseconds(r.ServerResponse))));
    }

    [Fact]
    public void A_refusal_has_its_SQLSTATE_and_none_of_its_words()
    {
        PacketFile file = Connected();
        file.After(10).ClientSays(Message('Q', "select secret\0"));
        file.After(2).ServerSays([.. Message('E', "SERROR\0VERROR\0C42703\0Mcolumn \"secret\" does not exist\0\0"), .. Message('Z', "I")]);

        Assert.Equal("42703", file.Flow().Requests[1].Error);
    }

    [Fact]
    public void An_answer_that_was_not_captured_shifts_no_other()
    {
        PacketFile file = Connected();
        file.After(10).ClientSays(Message('Q', "select 'a'\0"));
        byte[] lost = [.. Message('D', new string('x', 100)), .. Message('Z', "I")];
        file.ServerLoses(lost.Length);
        file.After(50).ClientSays(Message('Q', "update t\0"));
        file.After(7).ServerSays([.. Message('C', "UPDATE 1\0"), .. Message('Z', "I")]);
        file.After(1).ClientSays(Message('Q', "delete from t\0"));
        file.After(3).ServerSays([.. Message('C', "DELETE 1\0"), .. Message('Z', "I")]);

        FlowRequest[] requests = [.. file.Flow().Requests.Skip(1)];
        Assert.Equal(3, requests.Length);
        Assert.Null(requests.Single(r => r.Method == "SELECT").ServerResponse);
        Assert.Equal(3, Milliseconds(requests.Single(r => r.Method == "DELETE").ServerResponse));
    }

    [Fact]
    public void Where_the_server_encrypts_the_rest_is_TLS_and_where_it_does_not_it_goes_on()
    {
        var encrypted = new PacketFile().Handshake();
        encrypted.ClientSays([0, 0, 0, 8, 4, 210, 22, 47]);
        encrypted.After(1).ServerSays("S"u8.ToArray());
        encrypted.After(1).ClientSays([22, 3, 1, 0, 4, 1, 0, 0, 0]);
        Assert.Equal("tls", encrypted.Flow().Protocol);

        var plain = new PacketFile().Handshake();
        plain.ClientSays([0, 0, 0, 8, 4, 210, 22, 47]);
        plain.After(1).ServerSays("N"u8.ToArray());
        plain.After(1).ClientSays(Startup());
        plain.After(1).ServerSays([.. Message('R', "\0\0\0\0"), .. Message('Z', "I")]);
        Assert.Equal("CONNECT", Assert.Single(plain.Flow().Requests).Method);
    }

    [Fact]
    public void Messages_that_are_cut_anywhere_say_the_same()
    {
        byte[] asked = [.. Message('P', "\0select 1\0\0\0"), .. Message('B', "\0\0\0\0\0\0\0\0"), .. Message('E', "\0\0\0\0\0"), .. Message('S', "")];
        for (int cut = 1; cut < asked.Length; cut++)
        {
                PacketFile file = Connected();
            file.After(10).ClientSays(asked[..cut]);
            file.After(1).ClientSays(asked[cut..]);
            file.After(5).ServerSays([.. Message('1', ""), .. Message('Z', "I")]);
            FlowRequest request = file.Flow().Requests[1];
            Assert.Equal(("SELECT", "select ?", 5, 6), (request.Method, request.Target, Milliseconds(request.ServerResponse), Milliseconds(request.Total)));
        }
    }

    [Theory]
    [InlineData("select $tag$it's 5$tag$, E'a\\'b', 'it''s', x1, 1e5 from t_2", "select ?, E?, ?, x1, ? from t_2")]
    [InlineData("  \n insert\tinto\n t values (1,2)", "insert into t values (?,?)")]
    [InlineData("select 'never ends", "select ?")]
    public void Of_a_statement_neither_texts_nor_numbers_are_kept(string sql, string kept) => Assert.Equal(kept, PostgresText.Statement(Encoding.UTF8.GetBytes(sql)).TrimStart());

    [Fact]
    public void Damaged_conversations_are_read_to_their_end()
    {
        PacketFile file = Connected();
        file.After(10).ClientSays([.. Message('P', "s1\0update t set x = 1\0\0\0"), .. Message('B', "\0s1\0\0\0\0\0\0\0"), .. Message('S', "")]);
        file.After(4).ServerSays([.. Message('1', ""), .. Message('E', "C42703\0\0"), .. Message('Z', "I")]);
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

    private PacketFile Connected()
    {
        PacketFile file = new PacketFile().Handshake();
        file.After(1).ClientSays(Startup());
        file.After(7).ServerSays(Message('R', "\0\0\0\u0003"));
        file.After(10).ClientSays(Message('p', "secret\0"));
        file.After(10).ServerSays([.. Message('R', "\0\0\0\0"), .. Message('S', "a\0b\0"), .. Message('K', "12345678"), .. Message('Z', "I")]);
        return file;
    }

    private static byte[] Startup()
    {
        byte[] body = Encoding.Latin1.GetBytes("\0\u0003\0\0user\0probe\0database\0orders\0\0");
        return [.. Length(body.Length + 4), .. body];
    }

    private static byte[] Message(char type, string body) => [(byte)type, .. Length(body.Length + 4), .. Encoding.Latin1.GetBytes(body)];

    private static byte[] Length(int length)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }
}
