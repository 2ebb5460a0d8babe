namespace LoadProbe.Definitions.Tests;

public class WebSocketStepTests
{
    [Fact]
    public void A_path_is_enough()
    {
        WebSocketStep step = One("  - websocket: /ws/quotes");
        Assert.Equal(("websocket /ws/quotes", "/ws/quotes", StepEffect.Read, true), (step.Name, step.Url.Source, step.Effect, step.Close));
        Assert.Empty(step.Messages);
    }

    [Theory]
    [InlineData("ws://127.0.0.1:81/a")]
    [InlineData("wss://quotes.example.com/a?b=c")]
    [InlineData("https://quotes.example.com/a")]
    [InlineData("\"${at}\"")]
    public void A_whole_URL_may_lead_elsewhere(string url) => Assert.Equal(url.Trim('"'), One($"  - websocket: {url}", "vars: { at: ws://127.0.0.1:81 }").Url.Source);

    [Theory]
    [InlineData("", StepEffect.Read)]
    [InlineData("- expect: hi", StepEffect.Read)]
    [InlineData("- send: hello", StepEffect.WriteReal)]
    public void What_is_sent_writes_unless_it_is_said_to_be_harmless(string message, StepEffect effect) =>
        Assert.Equal(effect, One($"  - websocket: /\n    messages: [{(message.Length > 0 ? $"{{ {message[2..]} }}" : "")}]").Effect);

    [Fact]
    public void Text_is_sent_as_it_stands_and_a_mapping_as_JSON()
    {
        WebSocketStep step = One("""
              - websocket: /ws
                kind: read
                headers: { Authorization: "Bearer ${token}" }
                subprotocol: [quotes.v2, quotes.v1]
                close: false
                within: 3s
                messages:
                  - send: hello ${token}
                  - send: { op: subscribe, symbols: ["600519"], depth: 5, as: "${token}" }
            """, "vars: { token: t }");
        Assert.Equal((StepEffect.Read, false, TimeSpan.FromSeconds(3)), (step.Effect, step.Close, step.Within));
        Assert.Equal(["quotes.v2", "quotes.v1"], step.Subprotocols);
        Assert.Equal("Authorization", Assert.Single(step.Headers).Name);
        Assert.Equal(["hello ${token}", """{"op":"subscribe","symbols":["600519"],"depth":5,"as":"${token}"}"""], step.Messages.Cast<SentMessage>().Select(m => m.Text.Source));
    }

    [Fact]
    public void What_is_waited_for_is_a_text_or_conditions_and_what_it_holds_is_kept_for_later_messages()
    {
        WebSocketStep step = One("""
              - websocket: /ws
                messages:
                  - expect: welcome
                    save: { id: $.id, word: { body: 'w(\w+)' } }
                  - expect: { body: [a, /b+/], json: { $.id: "${id}" }, count: 3, within: 2s }
                  - send: bye ${word}
                  - expect: { close: 1008 }
            """);
        AwaitedMessage[] awaited = [.. step.Messages.OfType<AwaitedMessage>()];
        Assert.Equal("welcome", Assert.Single(awaited[0].Body).Contains!.Source);
        Assert.Equal(["id", "word"], awaited[0].Saves.Select(s => s.Variable));
        Assert.Equal((2, 1, 3, TimeSpan.FromSeconds(2), null), (awaited[1].Body.Count, awaited[1].Json.Count, awaited[1].Count, awaited[1].Within, awaited[1].CloseStatus));
        Assert.Equal(1008, awaited[2].CloseStatus);
    }

    [Fact]
    public void A_message_may_not_use_what_a_later_one_saves()
    {
        using var scratch = new Scratch();
        string file = scratch.With("a.yaml", "target: http://127.0.0.1:1\nsteps:\n  - websocket: /ws\n    messages:\n      - send: \"${id}\"\n      - { expect: hi, save: { id: $.id } }\n")["a.yaml"];
        Assert.Contains("variable \"id\" has no value here", Assert.Single(DefinitionFiles.LoadProbe(file).Mistakes).ToString(), StringComparison.Ordinal);
    }

    private static WebSocketStep One(string step, string head = "")
    {
        using var scratch = new Scratch();
        return Assert.IsType<WebSocketStep>(Assert.Single(scratch.Steps(step, $"target: http://127.0.0.1:8080\n{head}").Journey.Steps));
    }
}
