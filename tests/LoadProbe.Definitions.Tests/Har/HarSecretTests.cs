namespace LoadProbe.Definitions.Tests;

/// <summary>Nothing that is secret is copied, wherever it stands.</summary>
public sealed class HarSecretTests
{
    private const string Shop = "https://shop.example.com";
    private const string WebToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";

    [Fact]
    public void Secrets_of_headers_queries_and_bodies_are_variables_and_are_named()
    {
        using Har har = new Har()
            .With($"GET {Shop}/plain?t=planted-1", headers: "x-note: planted-1 and planted-5")
            .With($"GET {Shop}/a?api_key=planted-1&page=2&key=planted-2", headers: ["Authorization: Basic cGxhbnRlZC0z", "X-Api-Key: planted-4", "cookie: session=planted-6", "x-trace: z"])
            .With($"POST {Shop}/b", body: """{"user":{"name":"anna","new_password":"planted-5","pin":4711},"access_token":["planted-7",{"v":"planted-8"}],"max_tokens":100}""")
            .With($"POST {Shop}/c", body: "user=anna&password=planted-9&client_secret=planted-10", bodyMime: "application/x-www-form-urlencoded")
            .With($"POST {Shop}/d", body: "<login><user>anna</user><Password kind=\"x\">planted-11</Password></login>", bodyMime: "text/xml")
            .With($"POST {Shop}/e", body: "--b\r\nContent-Disposition: form-data; name=\"token\"\r\nContent-Type: text/plain\r\n\r\nplanted-12\r\n--b--", bodyMime: "multipart/form-data; boundary=b")
            .With($"POST {Shop}/f", body: $"say {WebToken} twice, token=planted-14 twice, secret: \"planted 15\"", bodyMime: "text/plain", headers: $"x-other: {WebToken}")
            .With($"POST {Shop}/g", bodyMime: "application/x-www-form-urlencoded", body: "", change: e => e["request"]!["postData"] = System.Text.Json.Nodes.JsonNode.Parse("""{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"passwd","value":"planted-13"},{"name":"x","value":"y"}]}"""));
        HarJourney imported = har.Import();
        string yaml = imported.Yaml(null);
        Journey journey = har.Load(yaml);
        HttpStep[] steps = [.. journey.Steps.Cast<HttpStep>()];

        foreach (string said in imported.Unsaid.Append(yaml))
        {
            Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
            Assert.DoesNotContain("eyJ", said, StringComparison.Ordinal);
            Assert.DoesNotContain("4711", said, StringComparison.Ordinal);
            Assert.DoesNotContain("cGxhbnRlZC0z", said, StringComparison.Ordinal);
        }

        Assert.Equal("/plain?t=${api_key}", steps[0].Url.Source);
        Assert.Equal("${api_key} and ${new_password}", steps[0].Headers[0].Value.Source);
        Assert.Equal("/a?api_key=${api_key}&page=2&key=${key}", steps[1].Url.Source);
        Assert.Equal(["Authorization: Basic ${authorization}", "X-Api-Key: ${x_api_key}", "x-trace: z"], steps[1].Headers.Select(h => $"{h.Name}: {h.Value.Source}"));
        Assert.Equal("""{ "user": { "name": "anna", "new_password": "${new_password}", "pin": ${pin} }, "access_token": ["${access_token}", { "v": "${v}" }], "max_tokens": 100 }""", steps[2].Body!.Content.Source);
        Assert.Equal("user=anna&password=${password}&client_secret=${client_secret}", steps[3].Body!.Content.Source);
        Assert.Equal("<login><user>anna</user><Password kind=\"x\">${password_2}</Password></login>", steps[4].Body!.Content.Source);
        Assert.Contains("\r\n\r\n${token}\r\n--b--", steps[5].Body!.Content.Source, StringComparison.Ordinal);
        Assert.Equal("multipart/form-data; boundary=b", steps[5].Body!.ContentType);
        Assert.Equal("say ${value} twice, token=${token_2} twice, secret: \"${the_secret}\"", steps[6].Body!.Content.Source);
        Assert.Equal(journey.Variables.Count, imported.Unsaid.Count(u => u.StartsWith("the value of ", StringComparison.Ordinal)));
        Assert.All(journey.Variables, v => Assert.Equal($"${{secret:env:{v.Key.ToUpperInvariant()}}}", ((Template)v.Value).Source));
    }

    [Fact]
    public void A_key_against_doubles_is_each_runs_own()
    {
        using Har har = new Har().With($"POST {Shop}/a", headers: "Idempotency-Key: \"0f8b\"").With($"POST {Shop}/b", headers: "idempotency-key: 0f8b");
        Assert.Equal(["\"${idempotency}\"", "${idempotency}"], har.Journey().Steps.Cast<HttpStep>().Select(s => s.Headers[0].Value.Source));
    }
}
