using System.Text;

namespace LoadProbe.Definitions.Tests;

/// <summary>What a browser recorded, as a journey.</summary>
public sealed class HarImportTests
{
    private const string Shop = "https://shop.example.com";
    private const string Token = "f3a9-41c8-token-of-anna";

    [Fact]
    public void A_login_and_an_order_become_a_journey_in_which_the_token_and_the_id_are_saved()
    {
        using Har har = new Har()
            .With($"GET {Shop}/", answer: "<html>", mime: "text/html", type: "document")
            .With($"GET {Shop}/app.js", mime: "text/javascript", type: "script")
            .With($"POST {Shop}/api/login", answer: $$"""{"user":"anna","token":"{{Token}}"}""", body: """{"user":"anna","password":"hunter22"}""")
            .With($"POST {Shop}/api/orders?dry=0", 201, """{"order":{"id":48213,"lines":[{"sku":"SKU-0000-1"}]}}""", body: """{"symbol":"600519","quantity":100,"tags":[]}""", headers: [$"authorization: Bearer {Token}", "cookie: a=b", ":path: /api/orders", "sec-fetch-mode: cors", "user-agent: Mozilla", "content-type: application/json", "x-channel: web"])
            .With($"GET {Shop}/api/orders/48213", answer: "{}", headers: $"Authorization: Bearer {Token}")
            .With($"GET {Shop}/api/orders/48213?sku=SKU-0000-1", answer: "{}")
            .With($"POST {Shop}/api/ship", answer: "{}", body: """{"order":48213,"note":"for order-48213 and SKU-0000-1"}""");
        HarJourney imported = har.Import();
        Journey journey = har.Load(imported.Yaml(null));
        HttpStep[] steps = [.. journey.Steps.Cast<HttpStep>()];

        Assert.Equal(["get /", "post api login", "post api orders", "get api orders id", "get api orders id 2", "post api ship"], steps.Select(s => s.Name));
        Assert.Equal(["/", "/api/login", "/api/orders?dry=0", "/api/orders/${id}", "/api/orders/${id}?sku=${sku}", "/api/ship"], steps.Select(s => s.Url.Source));
        Assert.Equal(["token"], steps[1].Saves.Select(s => s.Variable));
        Assert.Equal("$.token", steps[1].Saves[0].Path!.Source);
        Assert.Equal(["$.order.id", "$.order.lines[0].sku"], steps[2].Saves.Select(s => s.Path!.Source));
        Assert.Equal(["authorization: Bearer ${token}", "x-channel: web"], steps[2].Headers.Select(h => $"{h.Name}: {h.Value.Source}"));
        Assert.Equal("""{"symbol":"600519","quantity":100,"tags":[]}""", steps[2].Body!.Content.Source);
        Assert.Equal(201, Assert.Single(steps[2].Expect.Status).From);
        // A number stays one.
        Assert.Equal("""{ "order": ${id}, "note": "for order-48213 and ${sku}" }""", steps[5].Body!.Content.Source);
        Assert.Equal("application/json", steps[5].Body!.ContentType);
        Assert.Equal([StepEffect.Read, StepEffect.WriteReal, StepEffect.WriteReal, StepEffect.Read, StepEffect.Read, StepEffect.WriteReal], steps.Select(s => s.Effect));
        Assert.Equal(new Uri(Shop), journey.Target.Address);
        Assert.Equal(3, imported.Saved);
        Assert.DoesNotContain("hunter22", imported.Yaml(null), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, imported.Yaml(null), StringComparison.Ordinal);
        Assert.Equal("${secret:env:PASSWORD}", Assert.IsType<Template>(journey.Variables["password"]).Source);
        Assert.Contains("the value of password is a secret and not copied: it is read from the environment variable PASSWORD, or given as --var password=…", imported.Unsaid);
        Assert.Contains("1 request left out: an image, font, style, script or other static file: --keep-static takes it", imported.Unsaid);
        Assert.All(imported.Unsaid, u => Assert.Contains($"# Not said: {u}.\n", imported.Yaml(null), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_step_is_left_out_and_counted()
    {
        using Har har = new Har()
            .With($"GET {Shop}/home", mime: "text/html", type: "document")
            .With("GET https://cdn.example.net/x", answer: "{}").With("GET https://cdn.example.net/y", answer: "{}").With("GET https://ads.example.org/z", answer: "{}")
            .With($"OPTIONS {Shop}/api/a", 204, headers: "access-control-request-method: POST")
            .With($"GET {Shop}/aborted", 0)
            .With($"GET {Shop}/cached", change: e => e["_fromCache"] = "disk")
            .With("GET wss://shop.example.com/ws", 101, type: "websocket")
            .With($"GET {Shop}/events", mime: "text/event-stream", type: "eventsource")
            .With($"PROPFIND {Shop}/dav")
            .With("GET data:text/plain,x")
            .With($"GET {Shop}/logo.svg", mime: "image/svg+xml", type: "image")
            .With($"GET {Shop}/font.woff2", mime: "", type: null);
        HarJourney imported = har.Import();

        Assert.Equal(["get home"], har.Load(imported.Yaml(null)).Steps.Select(s => s.Name));
        Assert.Equal(
            [
                "requests to other hosts, which --host takes: cdn.example.net (2), ads.example.org (1)",
                "2 requests left out: an image, font, style, script or other static file: --keep-static takes it",
                "1 request left out: a CORS preflight, which only browsers send",
                "1 request left out: a WebSocket: write a step websocket",
                "1 request left out: a method that steps do not have",
                "1 request left out: a stream of events, which does not end",
                "1 request left out: neither http nor https",
                "1 request left out: served from the browser's cache",
                "1 request left out: without an answer (aborted or blocked)",
            ],
            imported.Unsaid);
        Assert.Equal(["get home", "get logo svg", "get font woff2"], har.Journey(new HarOptions { KeepsStatic = true }).Steps.Select(s => s.Name));
    }

    [Fact]
    public void Redirects_are_followed_by_the_step_that_met_them()
    {
        using Har har = new Har()
            .With("GET http://shop.example.com/", 301, change: e => e["response"]!["redirectURL"] = $"{Shop}/", type: "document")
            .With($"GET {Shop}/", 302, change: e => e["response"]!["redirectURL"] = "/start", type: "document")
            .With($"GET {Shop}/start", mime: "text/html", type: "document")
            .With($"POST {Shop}/login", 303, body: "user=anna&remember=on", bodyMime: "application/x-www-form-urlencoded", change: e => e["response"]!["headers"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"name":"Location","value":"/me"}""")))
            .With($"GET {Shop}/me", answer: """{"account":"ACC-1234567"}""")
            .With($"GET {Shop}/accounts/ACC-1234567", 302, change: e => e["response"]!["redirectURL"] = "https://sso.example.net/auth")
            .With("GET https://sso.example.net/auth", mime: "text/html");
        HarJourney imported = har.Import();
        Journey journey = har.Load(imported.Yaml(null));
        HttpStep[] steps = [.. journey.Steps.Cast<HttpStep>()];

        Assert.Equal(["http://shop.example.com/", "/login", "/accounts/${account}"], steps.Select(s => s.Url.Source));
        Assert.Equal([10, 10, 0], steps.Select(s => s.Redirects));
        Assert.Equal([200, 200, 302], steps.Select(s => s.Expect.Status[0].From));
        Assert.Equal("user=anna&remember=on", steps[1].Body!.Content.Source);
        Assert.Equal(new Uri(Shop), journey.Target.Address);
        Assert.Equal(2, journey.Target.Allow!.Rules.Count);
        Assert.Contains("4 requests left out: a redirect that the step before follows by itself", imported.Unsaid);
    }

    [Fact]
    public void Hosts_that_are_named_are_taken_and_allowed()
    {
        using Har har = new Har().With($"GET {Shop}/", mime: "text/html").With("GET https://api.example.com:8443/v1/cart", answer: "{}").With("GET https://cdn.example.net/x", answer: "{}");
        Journey journey = har.Journey(new HarOptions { Hosts = ["shop.example.com", "https://API.example.com:8443"], Name = "cart", Every = TimeSpan.FromSeconds(5) });

        Assert.Equal(("cart", TimeSpan.FromSeconds(5)), (journey.Name, journey.Timeout));
        Assert.Equal(["/", "https://api.example.com:8443/v1/cart"], journey.Steps.Cast<HttpStep>().Select(s => s.Url.Source));
        Assert.Equal(["shop.example.com:443", "api.example.com:8443"], journey.Target.Allow!.Rules.Select(r => $"{r.Host}:{r.Port}"));

        string wrong = Assert.Single(HarImport.Of(har["session.har"], new HarOptions { Hosts = ["nobody.example.com"] }).Mistakes).Message;
        Assert.Equal("no request to nobody.example.com becomes a step. Hosts in it: api.example.com, cdn.example.net, shop.example.com", wrong);
    }

    [Fact]
    public void An_answer_in_base64_is_read_and_what_the_client_sent_first_is_its_own()
    {
        string answer = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"basket":"basket-77-ü","echo":"mine-12345678","list":[{"a b":20260001}]}"""));
        using Har har = new Har()
            .With($"PUT {Shop}/carts/mine-12345678", answer: answer, change: e => e["response"]!["content"]!["encoding"] = "base64")
            .With($"POST {Shop}/pay", body: """{"basket":"basket-77-ü","cart":"mine-12345678"}""", headers: "x-number: 20260001");
        HttpStep[] steps = [.. har.Journey().Steps.Cast<HttpStep>()];

        Assert.Equal(["$.basket", "$.list[0]['a b']"], steps[0].Saves.Select(s => s.Path!.Source).Order());
        Assert.Equal("""{"basket":"${basket}","cart":"mine-12345678"}""", steps[1].Body!.Content.Source);
        Assert.Equal("${a_b}", steps[1].Headers[0].Value.Source);
    }

    [Fact]
    public void Waits_are_thinking_and_runs_have_time_enough()
    {
        using Har har = new Har().With($"GET {Shop}/a").With($"GET {Shop}/b").With($"GET {Shop}/c");
        Assert.Equal((TimeSpan.FromMilliseconds(980), TimeSpan.FromSeconds(12)), (har.Journey().Think, har.Journey().Timeout));
        Assert.Contains("of 2s that the customer waited between requests, what does not fit into a run of at most 11s", har.Import(new HarOptions { Every = TimeSpan.FromSeconds(11) }).Unsaid);
        Assert.Equal(TimeSpan.FromMilliseconds(500), har.Journey(new HarOptions { Every = TimeSpan.FromSeconds(11) }).Think);
    }

    [Fact]
    public void Cookies_that_were_there_before_are_said()
    {
        using Har har = new Har()
            .With($"GET {Shop}/a", headers: "cookie: old=1; theme=dark", change: e => e["response"]!["headers"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"name":"Set-Cookie","value":"sid=1; Path=/"}""")))
            .With($"GET {Shop}/b", headers: "cookie: sid=1");
        Assert.Equal("cookies that no request here was given: old, theme. Record the session from its login on, or send them as a header Cookie", har.Import().Unsaid[0]);
    }

    [Fact]
    public void Whatever_text_is_in_it_is_the_same_in_the_journey()
    {
        const string odd = "${user} $${x} a: b # c \"q\" 'r' \\ \u0085 \u2028 \uFEFF 😀 ü {[,]} %41 &a *b !c | > ~ @ `\t\r\n null";
        using Har har = new Har()
            .With($"POST {Shop}/a%20b/${{x}}?q=${{y}}&%24=1:+2#frag", body: System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object?> { [odd] = odd, ["n"] = 1.50, ["e"] = null, ["t"] = true, ["d"] = "007", [""] = "" }), headers: ["x-odd: ${a}: 'b' # \"c\" $"])
            .With($"POST {Shop}/form", body: $"{Uri.EscapeDataString(odd)}={Uri.EscapeDataString(odd)}&e=", bodyMime: "application/x-www-form-urlencoded; charset=UTF-8")
            .With($"POST {Shop}/form", body: "a=1&a=2&b=${x}", bodyMime: "application/x-www-form-urlencoded")
            .With($"POST {Shop}/text", body: odd, bodyMime: "text/plain")
            .With($"POST {Shop}/twice", body: """{"a":1,"a":"\ud800"}""")
            .With($"POST {Shop}/ü/ö");
        HttpStep[] steps = [.. har.Journey().Steps.Cast<HttpStep>()];

        Assert.Equal("/a%20b/${x}?q=${y}&%24=1:+2", Sent(steps[0].Url));
        Assert.Equal("${a}: 'b' # \"c\" $", Sent(steps[0].Headers[0].Value));
        using var body = System.Text.Json.JsonDocument.Parse(Sent(steps[0].Body!.Content));
        Assert.Equal(odd, body.RootElement.GetProperty(odd).GetString());
        Assert.Equal("""["1.5","null","True","007",""]""", System.Text.Json.JsonSerializer.Serialize(body.RootElement.EnumerateObject().Skip(1).Select(p => p.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? "null" : p.Value.ToString())));
        Assert.Equal($"{Uri.EscapeDataString(odd)}={Uri.EscapeDataString(odd)}&e=", Sent(steps[1].Body!.Content));
        Assert.Equal("application/x-www-form-urlencoded; charset=UTF-8", steps[1].Body!.ContentType);
        Assert.Equal("a=1&a=2&b=%24%7Bx%7D", Sent(steps[2].Body!.Content));
        Assert.Equal(odd, Sent(steps[3].Body!.Content));
        Assert.Equal("""{"a":1,"a":"\ud800"}""", Sent(steps[4].Body!.Content));
        Assert.Equal("/%C3%BC/%C3%B6", Sent(steps[5].Url));
        Assert.Equal(["post a b x", "post form", "post form 2", "post text", "post twice", "post ü ö"], steps.Select(s => s.Name));

        static string Sent(Template template) => string.Concat(template.Parts.Select(p => p.Kind == TemplatePartKind.Text ? p.Value : $"<{p.Value}>"));
    }
}
