namespace LoadProbe.Probing.Tests;

public sealed class DnsTests
{
    private static Task<StepResult> AskAsync(NameServer server, Match? answer = null, int responseCode = 0, TimeSpan? timeout = null) => Dialled.StepAsync(server.Target, new DnsStep
    {
        Name = "dns", At = default, Question = Dialled.Text("shop.test"), Server = Dialled.Text($"{server.Address}"), Answer = answer, ResponseCode = responseCode,
    }, timeout);

    [Fact]
    public async Task The_addresses_of_a_name_are_the_answers()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1", "192.0.2.2")]);
        StepResult step = await AskAsync(server, new Match { Is = Dialled.Text("192.0.2.2") });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], step.Answers);
        Assert.Equal(server.Address, step.Remote);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task Another_address_than_expected_is_a_mismatch()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1")]);
        StepResult step = await AskAsync(server, new Match { Is = Dialled.Text("192.0.2.9") });
        Assert.Equal((Outcome.AnswerMismatch, "answers 192.0.2.1: expected \"192.0.2.9\""), (step.Outcome, step.Detail));
    }

    [Theory]
    [InlineData(0, Outcome.AnswerMismatch)]
    [InlineData(3, Outcome.Ok)]
    public async Task A_name_that_does_not_exist_fails_unless_that_is_expected(int expected, Outcome outcome)
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, responseCode: 3)]);
        StepResult step = await AskAsync(server, responseCode: expected);
        Assert.Equal(outcome, step.Outcome);
        Assert.Equal(outcome == Outcome.Ok ? null : "response code NXDOMAIN, expected NOERROR", step.Detail);
    }

    [Fact]
    public async Task A_name_without_a_record_of_the_type_is_a_mismatch()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q)]);
        StepResult step = await AskAsync(server);
        Assert.Equal((Outcome.AnswerMismatch, "no A record"), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task An_answer_that_did_not_fit_is_asked_for_again_over_tcp()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, truncated: true)], q => NameServer.Answer(q, 0, false, "192.0.2.7"));
        StepResult step = await AskAsync(server);
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["192.0.2.7"], step.Answers);
    }

    [Fact]
    public async Task Answers_to_other_questions_and_garbage_are_ignored()
    {
        await using var server = new NameServer(q =>
        {
            byte[] forged = NameServer.Answer(q, 0, false, "203.0.113.66");
            forged[0] ^= 0xFF;
            return [forged, [1, 2, 3], NameServer.Answer(q, 0, false, "192.0.2.1")];
        });
        StepResult step = await AskAsync(server);
        Assert.Equal(["192.0.2.1"], step.Answers);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_times_out()
    {
        await using var server = new NameServer(_ => []);
        StepResult step = await AskAsync(server, timeout: TimeSpan.FromMilliseconds(200));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task A_server_outside_the_allow_list_is_not_asked()
    {
        bool asked = false;
        await using var server = new NameServer(q =>
        {
            asked = true;
            return [NameServer.Answer(q)];
        });
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") };
        StepResult step = await Dialled.StepAsync(target, new DnsStep { Name = "dns", At = default, Question = Dialled.Text("shop.test"), Server = Dialled.Text($"{server.Address}") });
        Assert.Equal((Outcome.NotAllowed, false), (step.Outcome, asked));
    }

    [Fact]
    public void Garbage_is_never_more_than_no_answer()
    {
        var random = new Random(20_26);
        byte[] whole = NameServer.Answer(DnsQuestion.Write(7, "shop.test", DnsRecordType.A), 0, false, "192.0.2.1", "192.0.2.2");
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(600)] : [.. whole[..random.Next(whole.Length + 1)]];
            if (i % 2 == 0) random.NextBytes(bytes);
            else for (int flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (DnsAnswer.Read(bytes) is not null) read++;
        }

        Assert.InRange(read, 1, 4_999);
    }

    [Fact]
    public void A_record_of_an_unknown_type_may_be_empty()
    {
        byte[] answer = NameServer.Answer(DnsQuestion.Write(7, "shop.test", DnsRecordType.A));
        answer[7] = 1;
        DnsRecord record = Assert.Single(DnsAnswer.Read([.. answer, 0xC0, 12, 0xFE, 0xFE, 0, 1, 0, 0, 0, 60, 0, 0])!.Answers);
        Assert.Equal(("shop.test.\t60\tIN\tTYPE65278\t", null), (record.Text, record.Plain));
    }

    [Fact]
    public void A_name_that_points_at_itself_is_no_answer()
    {
        byte[] loop = NameServer.Answer(DnsQuestion.Write(7, "shop.test", DnsRecordType.A), 0, false, "192.0.2.1");
        int pointer = loop.Length - 16;
        loop[pointer + 1] = (byte)pointer;
        Assert.Null(DnsAnswer.Read(loop));
    }

    [Fact]
    public async Task What_a_terminal_would_obey_is_written_as_in_a_zone_file()
    {
        // A name with a line break in it, and a text of two strings, the second with an escape.
        await using var server = new NameServer(q =>
        {
            byte[] answer = NameServer.Answer(q);
            answer[7] = 2;
            return [[.. answer, 0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 6, 4, .. "a\nb."u8, 0, 0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 11, 5, .. "v=1; "u8, 4, .. "\u001b[2J"u8]];
        });
        StepResult step = await Dialled.StepAsync(server.Target, new DnsStep { Name = "dns", At = default, Question = Dialled.Text("shop.test"), Type = DnsRecordType.Txt, Server = Dialled.Text($"{server.Address}") });
        Assert.Equal([@"a\010b\.", @"v=1; \027[2J"], step.Answers);
    }
}
