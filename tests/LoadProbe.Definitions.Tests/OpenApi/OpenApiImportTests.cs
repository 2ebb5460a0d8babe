namespace LoadProbe.Definitions.Tests;

/// <summary>Operations of an OpenAPI document as steps.</summary>
public sealed class OpenApiImportTests
{
    [Fact]
    public void A_document_of_2_0_becomes_a_probe_of_its_tag()
    {
        ImportedApi made = Apis.Import("petstore-2.0.json", new ApiChoice { Writes = true });
        Probe probe = Assert.Single(Apis.Probes(made));
        HttpStep[] steps = [.. probe.Journey.Steps.Cast<HttpStep>()];

        Assert.Equal((4, 5, 1, 0, 0), (made.Steps, made.Operations, made.Deprecated, made.Writing, made.Unsayable));
        Assert.Equal(("pets", "pets-more-1", "http://pets.example.com/"), (probe.Name, probe.Journey.Target.Name, probe.Journey.Target.Address.ToString()));
        Assert.Equal(["listPets", "addPet", "getPet", "renamePet"], steps.Select(s => s.Name));
        Assert.Equal([StepEffect.Read, StepEffect.WriteShadow, StepEffect.Read, StepEffect.WriteShadow], steps.Select(s => s.Effect));
        Assert.Equal(["/v1/pets?status=available&page=3", "/v1/pets", "/v1/pets/${petId}", "/v1/pets/${petId}"], steps.Select(s => s.Url.Source));
        Assert.Equal("{\"name\":\"probexxx\",\"born\":\"2026-01-02T03:04:05Z\"}", Apis.Sent(steps[1]));
        Assert.Equal("name=a%20%26%20b%20%24%7Bc%7D", Apis.Sent(steps[3]));
        Assert.Equal([200, 201, 200, 204], steps.Select(s => Assert.Single(s.Expect.Status).From));
        Assert.Equal(["$.id", "$.name", "$.born"], steps[1].Expect.Json.Select(j => j.Path.Source));
        Assert.Empty(steps[0].Expect.Json);
        Assert.Equal("X-Api-Key: ${secret:env:API_KEY}", string.Join(",", steps[0].Headers.Select(h => $"{h.Name}: {h.Value}")));
        Assert.Equal("${secret:env:PET_AUTH}", Assert.IsType<BearerAuth>(steps[1].Auth).Token.ToString());
        Assert.Equal("${secret:env:LOGIN_USER} ${secret:env:LOGIN_PASSWORD}", steps[2].Auth is BasicAuth basic ? $"{basic.User} {basic.Password}" : "");
        Assert.Equal(
            ["It needs the environment variable API_KEY", "It needs the environment variable LOGIN_PASSWORD", "It needs the environment variable LOGIN_USER", "It needs the environment variable PET_AUTH", "The variable petId has a made-up value: say which under vars"],
            Assert.Single(made.Probes).Unsaid);
    }

    [Fact]
    public void A_document_of_3_0_keeps_its_texts_and_says_what_it_cannot()
    {
        ImportedApi made = Apis.Import("shop-3.0.yaml", new ApiChoice { Writes = true });
        Probe[] probes = Apis.Probes(made);
        HttpStep[] steps = [.. probes.SelectMany(p => p.Journey.Steps).Cast<HttpStep>()];

        Assert.Equal(["items", "orders", "files"], probes.Select(p => p.Name));
        Assert.Equal(["item", "item 2", "order", "GET /orders", "oneOrder", "note"], steps.Select(s => s.Name));
        Assert.Equal("https://eu.shop.example.com:8443/", probes[0].Journey.Target.Address.ToString());
        Assert.Equal("/api/items/1000?q=a%20b%26c%20%24%7Bx%7D%20%27%C3%A9%27%20%23%20100%25&filter%5Bcolor%5D=red&filter%5Bsize%5D=3&tags=x,y%20z", Apis.Text(steps[0].Url));
        Assert.Equal("X-Trace: on: ${off},Cookie: crumb=c%201", string.Join(",", steps[0].Headers.Select(h => $"{h.Name}: {Apis.Text(h.Value)}")));
        Assert.Equal((200, 299), (steps[0].Expect.Status[0].From, steps[0].Expect.Status[0].To));
        Assert.Equal(["$.id", "$['first name']", "$.ok"], steps[0].Expect.Json.Select(j => j.Path.Source));
        Assert.Empty(steps[1].Expect.Json);
        Assert.Equal(200, Assert.Single(steps[2].Expect.Status).From);
        Assert.Equal("application/vnd.shop+json", steps[2].Body!.ContentType);
        Assert.Equal("{\"id\":\"00000000-0000-4000-8000-000000000000\",\"mail\":\"probe@example.com\",\"day\":\"2026-01-02\",\"price\":0.5,\"count\":0,\"list\":[true,true],\"kind\":\"limit\",\"nested\":{\"a\":\"yes\"},\"code\":\"probe\",\"any\":\"pro\"}", Apis.Sent(steps[2]));
        Assert.Empty(steps[3].Expect.Status);
        Assert.Equal(("/api/orders/${id}/${id2}", 302, 0), (steps[4].Url.Source, steps[4].Expect.Status[0].From, steps[4].Redirects));
        Assert.Equal(("line 1\nline 2: ${no} \"hole\"", "text/plain"), (Apis.Sent(steps[5]), steps[5].Body!.ContentType));
        Assert.Equal(
            [
                "Not said: order: texts that fit their pattern: check those of the body",
                "The variable id has a made-up value: say which under vars",
                "The variable id2 has a made-up value: say which under vars",
                "Left out: upload: its body is multipart/form-data, and no example of it is given",
                "Left out: far: it is at a server of its own, https://other.example.com: import it with --server",
                "Left out: away: its body's $ref leads to bodies.yaml, another file, which is not fetched: put all into one file first",
            ],
            made.Probes.SelectMany(p => p.Unsaid).OrderBy(u => u.StartsWith("The", StringComparison.Ordinal) ? 1 : u.StartsWith("Left", StringComparison.Ordinal) ? 2 : 0));
        Assert.All(made.Probes, p => Assert.All(p.Unsaid, u => Assert.Contains($"# {u}.", p.Yaml, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_document_of_3_1_with_circles_and_odd_names_becomes_valid_probes()
    {
        ImportedApi made = Apis.Import("desk-3.1.yaml", new ApiChoice { Writes = true, Server = new Uri("http://127.0.0.1:8080/base/") });
        Probe[] probes = Apis.Probes(made);
        HttpStep[] steps = [.. probes.SelectMany(p => p.Journey.Steps).Cast<HttpStep>()];

        Assert.Equal(["查询-quotes-co", "second"], probes.Select(p => p.Name));
        Assert.Equal(["name: \"quoted\" #1", "key", "put", "mine"], steps.Select(s => s.Name));
        // A $ before a parameter, which would make it none.
        Assert.Equal("/base/open/%24${raw}/$metadata/x%2Fy", steps[0].Url.Source);
        Assert.Equal((null, "$.a"), (steps[0].Auth, Assert.Single(steps[0].Expect.Json).Path.Source));
        Assert.Equal(("/base/key?key=${secret:env:QUERY_KEY}", "sid=${secret:env:COOKIE_KEY}"), (steps[1].Url.Source, Assert.Single(steps[1].Headers).Value.Source));
        Assert.Empty(steps[1].Expect.Json);
        Assert.Equal("{\"k:1\":[1.5,null,true,\"007\",\"~\",{}],\"${k}\":\"${v}\"}", Apis.Sent(steps[2]));
        Assert.Equal("${secret:env:TOKEN}", Assert.IsType<BearerAuth>(steps[3].Auth).Token.ToString());
        Assert.Contains("Left out: tree: no body of it could be made: its schema leads back to itself, or needs too many values", made.Probes[1].Unsaid);
        Assert.Contains(made.Probes[1].Unsaid, u => u.StartsWith("Left out: loop: ", StringComparison.Ordinal));
        Assert.Contains("Left out: trace: there is no step with TRACE", made.Probes[1].Unsaid);
        Assert.Contains("Not said: key: who it is from: the security scheme \"both\" (MutualTLS)", made.Probes[1].Unsaid);
    }

    [Fact]
    public void Reads_are_all_that_is_made_unless_writes_are_asked_for_and_choices_hold()
    {
        Assert.Equal((2, 2, 1), Apis.Import("petstore-2.0.json", new ApiChoice()) is var reads ? (reads.Steps, reads.Writing, reads.Deprecated) : default);
        Assert.Equal("dropPet", Apis.Probes(Apis.Import("petstore-2.0.json", new ApiChoice { Operations = ["dropPet"], Writes = true }))[0].Journey.Steps[0].Name);
        Assert.Equal(["note"], Apis.Probes(Apis.Import("shop-3.0.yaml", new ApiChoice { Tag = "Files", Writes = true })).SelectMany(p => p.Journey.Steps).Select(s => s.Name));
        Probe inside = Apis.Probes(Apis.Import("petstore-2.0.json", new ApiChoice { TargetInside = true, Every = TimeSpan.FromSeconds(5) }))[0];
        Assert.Equal(("http://pets.example.com/", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), (inside.Journey.Target.Address.ToString(), inside.Every, inside.Journey.Timeout));
    }

    [Fact]
    public void A_document_without_an_absolute_server_says_what_to_say()
    {
        ApiDescription api = DefinitionFiles.LoadOpenApi(Apis.Path("desk-3.1.yaml")).Value!;
        Assert.Null(OpenApiImport.Of(api, new ApiChoice(), "desk"));
        Assert.Equal("its server is \"/v2\", which is no whole http or https URL: say where it is, --server https://api.example.com/v2", OpenApiImport.Server(api, new ApiChoice()).Fault);
    }
}
